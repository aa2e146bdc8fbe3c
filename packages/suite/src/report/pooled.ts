import { meanOfTasks, optimalityGap, pooledInterquartileMean, type Strata } from '../statistics/aggregate.js';
import { bootstrapInterval } from '../statistics/bootstrap.js';
import { ANCHORS, normalise } from './anchors.js';
import type { PooledRow, ResultRow, Results } from './results.js';
import { countedScores, statisticsStream } from './rows.js';

/** On fewer environments there is nothing to pool. */
const FEWEST_ENVIRONMENTS = 2;

/** Normalised scores of one method on one environment; a run that diverged counts as the random policy. */
export const normalisedScores = (row: ResultRow): number[] =>
  countedScores(row).map((score) => (Number.isFinite(score) ? normalise(ANCHORS[row.environment], score) : 0));

type Skipped = Results['skipped'];

const skips = (skipped: Skipped, name: string, environment: string): boolean =>
  skipped.some((one) => one.name === name && one.environment === environment);

/** Environments with anchors on which every method has runs that does not leave them out, and at least two have. */
function sharedEnvironments(rows: readonly ResultRow[], skipped: Skipped): string[] {
  const names = [...new Set(rows.map(({ name }) => name))];
  const environments = [...new Set(rows.map(({ environment }) => environment))].filter((id) => id in ANCHORS);
  const has = (name: string, environment: string) =>
    rows.some((row) => row.name === name && row.environment === environment && countedScores(row).length > 0);
  return environments.filter((environment) => {
    const meant = names.filter((name) => !skips(skipped, name, environment));
    return meant.every((name) => has(name, environment)) && (meant.length > 1 || names.length === 1);
  });
}

/** [tasks][runs] of one method. */
export const strataOf = (name: string, rows: readonly ResultRow[], environments: readonly string[]): number[][] =>
  environments.map((environment) =>
    rows.filter((row) => row.name === name && row.environment === environment).flatMap(normalisedScores),
  );

function pooledRow(name: string, strata: Strata): PooledRow {
  const interval = (statistic: (strata: Strata) => number, purpose: string): [number, number] | null => {
    const found = bootstrapInterval(strata, statistic, statisticsStream(`${purpose}/${name}`));
    return found === undefined ? null : [...found];
  };
  return {
    name,
    runs: strata.flat().length,
    iqm: pooledInterquartileMean(strata),
    iqmCi95: interval(pooledInterquartileMean, 'pooled iqm'),
    mean: meanOfTasks(strata),
    meanCi95: interval(meanOfTasks, 'pooled mean'),
    optimalityGap: optimalityGap(strata),
    optimalityGapCi95: interval(optimalityGap, 'pooled gap'),
  };
}

/**
 * Methods over all environments that have anchors and that every method was run on that does not leave them out; methods that leave out
 * one of them are not pooled. Null if there are fewer than two environments, or no method that ran on all of them.
 */
export function pooledRows(rows: readonly ResultRow[], skipped: Skipped = []): Results['pooled'] {
  const environments = sharedEnvironments(rows, skipped);
  if (environments.length < FEWEST_ENVIRONMENTS) return null;
  const names = [...new Set(rows.map(({ name }) => name))].filter(
    (name) => !environments.some((environment) => skips(skipped, name, environment)),
  );
  if (names.length === 0) return null;
  return { environments, rows: names.map((name) => pooledRow(name, strataOf(name, rows, environments))) };
}
