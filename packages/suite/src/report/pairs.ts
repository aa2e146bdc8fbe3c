import { improvementInterval, isTied, type Pairing, probabilityOfImprovement } from '../statistics/improvement.js';
import { type Decision, decide } from '../statistics/verdicts.js';
import { ANCHORS, normalise } from './anchors.js';
import type { Pair, ResultRow, Results } from './results.js';
import { countedScores } from './rows.js';

/** Every two of a list, in its order. */
export const everyTwo = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((first, i) => items.slice(i + 1).map((second): [T, T] => [first, second]));

/** What there is to say of a pair. @param tasks - scores of both on each environment; none is without scores */
export function pairOf(
  environment: string | null,
  [first, second]: readonly [string, string],
  tasks: readonly Pairing[],
  { verdict }: Decision,
): Pair {
  const known = tasks.length > 0 && !tasks.every(isTied);
  return {
    environment,
    first,
    second,
    probabilityOfImprovement: known ? probabilityOfImprovement(tasks) : null,
    ci95: known ? [...improvementInterval(tasks)] : null,
    verdict,
  };
}

const counts = (row: ResultRow): boolean => countedScores(row).length > 0;

/** Every two methods on each environment; the verdicts on one environment have a family-wise error of 5 %. */
export function environmentPairs(rows: readonly ResultRow[]): Pair[] {
  const environments = [...new Set(rows.map(({ environment }) => environment))];
  return environments.flatMap((environment) => {
    const pairs = everyTwo(rows.filter((row) => row.environment === environment && counts(row)));
    const pairings = pairs.map(([a, b]) => ({ first: countedScores(a), second: countedScores(b) }));
    const decisions = decide(pairings.map((pairing) => [[pairing]]));
    return pairs.map(([a, b], i) => pairOf(environment, [a.name, b.name], [pairings[i]], decisions[i]));
  });
}

/** Every two of the pooled methods over environments, in normalised scores, so that none counts more than another. */
export function pooledPairs(
  rows: readonly ResultRow[],
  { environments, rows: pooled }: NonNullable<Results['pooled']>,
): Pair[] {
  const pairs = everyTwo(pooled.map(({ name }) => name));
  const scores = (name: string, environment: string) => {
    const row = rows.find((row) => row.name === name && row.environment === environment);
    return row === undefined ? [] : countedScores(row).map((score) => normalise(ANCHORS[environment], score));
  };
  const tasks = pairs.map(([first, second]) =>
    environments.map((environment) => ({ first: scores(first, environment), second: scores(second, environment) })),
  );
  const decisions = decide(tasks.map((pairings) => [pairings]));
  return pairs.map((names, i) => pairOf(null, names, tasks[i], decisions[i]));
}
