import { isDeepStrictEqual } from 'node:util';
import type { Interval } from '../statistics/bootstrap.js';
import {
  improvementInterval,
  improvementOnTask,
  type Pairing,
  probabilityOfImprovement,
} from '../statistics/improvement.js';
import { slotMapDifferences } from './overrides.js';
import { nothingToCompare } from './reportErrors.js';
import type { ResultRow } from './results.js';
import { statisticsStream } from './rows.js';

/** One method of the first result set against one of the second, on the same environment. */
export interface RowDifference {
  readonly environment: string;
  readonly first: string;
  readonly second: string;
  /** Scores per seed. */
  readonly scores: { readonly first: readonly number[]; readonly second: readonly number[] };
  /** Of each run. */
  readonly envSteps: { readonly first: number; readonly second: number };
  /** P(second > first) for one run of each. */
  readonly probabilityOfImprovement: number;
  readonly ci95: Interval;
  /** Scores, evaluations and parameters are the same to the last bit. */
  readonly identical: boolean;
  /** In what the second's slots differ from the first's, as --set would say it. */
  readonly slots: Readonly<Record<string, unknown>>;
  readonly verdict: Verdict;
}

/** `undecided`: the interval contains one half. `tooFewSeeds`: a side has fewer than three, which decide nothing. */
export type Verdict = 'identical' | 'better' | 'worse' | 'undecided' | 'tooFewSeeds';

export interface Difference {
  readonly rows: readonly RowDifference[];
  /** Over all environments; P for a random one. */
  readonly overall: { readonly probabilityOfImprovement: number; readonly ci95: Interval; readonly verdict: Verdict };
}

/** Fewer seeds than that a side give no verdict: of two scores all bootstrap resamples may lie on one side by chance. */
export const SEEDS_FOR_VERDICT = 3;
/** Below this many seeds a bootstrap interval is narrower than it ought to be. */
export const FEW_SEEDS = 5;

const EVEN = 0.5;

function verdictOf([low, high]: Interval, identical: boolean, pairings: readonly Pairing[]): Verdict {
  if (identical) return 'identical';
  if (pairings.some(({ first, second }) => Math.min(first.length, second.length) < SEEDS_FOR_VERDICT))
    return 'tooFewSeeds';
  return low > EVEN ? 'better' : high < EVEN ? 'worse' : 'undecided';
}

const isIdentical = (a: ResultRow, b: ResultRow): boolean =>
  isDeepStrictEqual([a.scores, a.evaluations, a.parameterHashes], [b.scores, b.evaluations, b.parameterHashes]);

/**
 * Rows that belong together: same name and environment; where each side has one method only, their names may differ.
 */
function pairRows(first: readonly ResultRow[], second: readonly ResultRow[]): [ResultRow, ResultRow][] {
  const single = [first, second].every((rows) => new Set(rows.map(({ name }) => name)).size === 1);
  const finished = (row: ResultRow) => row.scores.length > 0;
  return first.filter(finished).flatMap((a) => {
    const b = second
      .filter(finished)
      .find((row) => row.environment === a.environment && (single || row.name === a.name));
    return b === undefined ? [] : [[a, b] as [ResultRow, ResultRow]];
  });
}

/**
 * Compares two result sets row by row.
 *
 * @throws VEM_DIFF_NOTHING_SHARED if no row of one belongs to a row of the other
 * @see Agarwal et al. 2021, arXiv:2108.13264, §4.3
 */
export function difference(first: readonly ResultRow[], second: readonly ResultRow[]): Difference {
  const pairs = pairRows(first, second);
  if (pairs.length === 0) throw nothingToCompare(names(first), names(second));
  const rows = pairs.map(([a, b]): RowDifference => {
    const pairing = { first: a.scores, second: b.scores };
    const interval = improvementInterval([pairing], statisticsStream(`diff/${a.name}/${b.name}/${a.environment}`));
    const identical = isIdentical(a, b);
    return {
      environment: a.environment,
      first: a.name,
      second: b.name,
      scores: pairing,
      envSteps: { first: a.envSteps, second: b.envSteps },
      probabilityOfImprovement: improvementOnTask(pairing),
      ci95: interval,
      identical,
      slots: slotMapDifferences(a.slots, b.slots),
      verdict: verdictOf(interval, identical, [pairing]),
    };
  });
  const tasks: Pairing[] = rows.map(({ scores }) => scores);
  const interval = improvementInterval(tasks, statisticsStream('diff/overall'));
  const identical = rows.every((row) => row.identical);
  return {
    rows,
    overall: {
      probabilityOfImprovement: probabilityOfImprovement(tasks),
      ci95: interval,
      verdict: verdictOf(interval, identical, tasks),
    },
  };
}

const names = (rows: readonly ResultRow[]): string[] =>
  rows.map(({ name, environment }) => `${name} on ${environment}`);
