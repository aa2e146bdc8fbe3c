import { isDeepStrictEqual } from 'node:util';
import { improvementInterval, type Pairing, probabilityOfImprovement } from '../statistics/improvement.js';
import type { Interval } from '../statistics/interval.js';
import { type Decision, decide, type Verdict as ScoreVerdict } from '../statistics/verdicts.js';
import { slotMapDifferences } from './overrides.js';
import { nothingToCompare } from './reportErrors.js';
import type { ResultRow } from './results.js';
import { countedScores } from './rows.js';

/** One method of the first result set against one of the second, on the same environment. */
export interface RowDifference {
  readonly environment: string;
  readonly first: string;
  readonly second: string;
  /** Scores per seed; −∞ for runs that diverged. */
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

/** `identical`: everything is the same to the last bit; `tied`: all scores are one number; `tooFewSeeds`: a side has fewer than three. */
export type Verdict = 'identical' | 'tooFewSeeds' | ScoreVerdict;

export interface Difference {
  readonly rows: readonly RowDifference[];
  /** Over all environments; P for a random one. */
  readonly overall: { readonly probabilityOfImprovement: number; readonly ci95: Interval; readonly verdict: Verdict };
}

/** Fewer seeds than that on a side give no verdict, however many the other side has. */
export const SEEDS_FOR_VERDICT = 3;
/** With fewer seeds a side no difference can be shown: too many ways to deal the scores are as far apart by chance. */
export const FEW_SEEDS = 4;

function verdictOf({ verdict }: Decision, identical: boolean, pairings: readonly Pairing[]): Verdict {
  if (identical) return 'identical';
  const fewest = Math.min(...pairings.flatMap(({ first, second }) => [first.length, second.length]));
  return verdict !== 'tied' && fewest < SEEDS_FOR_VERDICT ? 'tooFewSeeds' : verdict;
}

const isIdentical = (a: ResultRow, b: ResultRow): boolean =>
  isDeepStrictEqual([a.scores, a.evaluations, a.parameterHashes], [b.scores, b.evaluations, b.parameterHashes]);

/**
 * Rows that belong together: same name and environment; where each side has one method only, their names may differ.
 */
function pairRows(first: readonly ResultRow[], second: readonly ResultRow[]): [ResultRow, ResultRow][] {
  const single = [first, second].every((rows) => new Set(rows.map(({ name }) => name)).size === 1);
  const finished = (row: ResultRow) => countedScores(row).length > 0;
  return first.filter(finished).flatMap((a) => {
    const b = second
      .filter(finished)
      .find((row) => row.environment === a.environment && (single || row.name === a.name));
    return b === undefined ? [] : [[a, b] as [ResultRow, ResultRow]];
  });
}

/**
 * Compares two result sets row by row. The verdicts on rows have a family-wise error of 5 %; that on all of them is a question of its own.
 *
 * @throws VEM_DIFF_NOTHING_SHARED if no row of one belongs to a row of the other
 */
export function difference(first: readonly ResultRow[], second: readonly ResultRow[]): Difference {
  const pairs = pairRows(first, second);
  if (pairs.length === 0) throw nothingToCompare(names(first), names(second));
  const pairings: Pairing[] = pairs.map(([a, b]) => ({ first: countedScores(a), second: countedScores(b) }));
  const decisions = decide(pairings.map((pairing) => [[pairing]]));
  const rows = pairs.map(([a, b], i): RowDifference => {
    const identical = isIdentical(a, b);
    return {
      environment: a.environment,
      first: a.name,
      second: b.name,
      scores: pairings[i],
      envSteps: { first: a.envSteps, second: b.envSteps },
      probabilityOfImprovement: probabilityOfImprovement([pairings[i]]),
      ci95: improvementInterval([pairings[i]]),
      identical,
      slots: slotMapDifferences(a.slots, b.slots),
      verdict: verdictOf(decisions[i], identical, [pairings[i]]),
    };
  });
  const identical = rows.every((row) => row.identical);
  const [decision] = decide([[pairings.map(standardised)]]);
  return {
    rows,
    overall: {
      probabilityOfImprovement: probabilityOfImprovement(pairings),
      ci95: improvementInterval(pairings),
      verdict: verdictOf(decision, identical, pairings),
    },
  };
}

/** Scores over their range on one environment, so that none counts more than another. */
function standardised({ first, second }: Pairing): Pairing {
  const scores = [...first, ...second].filter(Number.isFinite);
  const range = Math.max(...scores) - Math.min(...scores);
  const scaled = (score: number) => (range > 0 ? score / range : score);
  return { first: first.map(scaled), second: second.map(scaled) };
}

const names = (rows: readonly ResultRow[]): string[] =>
  rows.map(({ name, environment }) => `${name} on ${environment}`);
