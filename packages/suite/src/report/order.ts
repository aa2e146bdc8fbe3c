import type { ResultRow } from './results.js';
import { SEEDS_FOR_IQM } from './rows.js';

/** Whether all rows have enough seeds for interquartile means with intervals. */
export const manySeeds = (rows: readonly ResultRow[]): boolean =>
  rows.every(({ scores }) => scores.length >= SEEDS_FOR_IQM);

/** The estimate that the table leads with: interquartile means where all rows have seeds enough, else means. */
export const estimateOf = (rows: readonly ResultRow[]): ((row: ResultRow) => number | null) =>
  manySeeds(rows) ? ({ iqm }) => iqm : ({ mean }) => mean;

/** Rows for reading: environments as they come, in each the best first, rows without a score last. */
export function sortedRows(rows: readonly ResultRow[]): { readonly row: ResultRow; readonly index: number }[] {
  const environments = [...new Set(rows.map(({ environment }) => environment))];
  const estimate = estimateOf(rows);
  const score = (row: ResultRow) => estimate(row) ?? Number.NEGATIVE_INFINITY;
  const indexed = rows.map((row, index) => ({ row, index }));
  return environments.flatMap((name) =>
    indexed
      .filter(({ row }) => row.environment === name)
      .sort((a, b) => (score(b.row) === score(a.row) ? a.index - b.index : score(b.row) - score(a.row))),
  );
}

/** Whether a row has the highest score of several on its environment; all have it that share it. */
export function isBest(row: ResultRow, rows: readonly ResultRow[]): boolean {
  const estimate = estimateOf(rows);
  const own = estimate(row);
  const rivals = rows
    .filter((rival) => rival.environment === row.environment)
    .flatMap((rival) => estimate(rival) ?? []);
  return own !== null && rivals.length > 1 && rivals.every((score) => score <= own);
}
