import type { TableRow } from './row.js';

/** Rows that know the model, and solve it before the first step. */
const solved = (preset: string): TableRow => ({
  preset,
  reference: 'cliff',
  takes: 'tables',
  on: { cliff: { steps: 1 } },
});

export const EXACT: readonly TableRow[] = [
  solved('soft-value-iteration'),
  solved('soft-policy-iteration'),
  solved('message-passing'),
  solved('maxent-irl'),
  { preset: 'g-learning', reference: 'cliff', takes: 'tables', on: { cliff: { steps: 40_000 } } },
];
