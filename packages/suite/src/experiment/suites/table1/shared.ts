import type { TableRow } from './row.js';

/** Rows whose prior carries over what tasks have in common. */
export const SHARED: readonly TableRow[] = [
  { preset: 'distral', reference: 'rooms', takes: 'tasks', on: { rooms: { steps: 10_000 } } },
];
