import { IN_THE_PLANE, PLANE, policy, prior } from './offPolicy.js';
import type { TableRow } from './row.js';

const IN_PLANE = { ...policy, ...prior, ...IN_THE_PLANE };

/** Rows whose prior carries over what tasks have in common. */
export const SHARED: readonly TableRow[] = [
  { preset: 'distral', reference: 'rooms', takes: 'tasks', on: { rooms: { steps: 10_000 } } },
  {
    preset: 'iadp',
    reference: 'plane',
    takes: 'goal',
    on: { plane: { steps: PLANE, set: IN_PLANE } },
  },
  {
    preset: 'hdp',
    reference: 'plane',
    takes: 'goal',
    on: { plane: { steps: PLANE, set: IN_PLANE } },
  },
];
