import type { PlannedRun } from '../experiment/plan.js';
import { reportedSeeds, type Suite } from '../experiment/suite.js';
import { everyTwo } from '../report/pairs.js';
import type { Pair } from '../report/results.js';
import type { Sequential } from '../report/sequential.js';
import * as errors from './cliErrors.js';

/** What the command line says of deciding. */
export interface DecideArguments {
  /** True: every two rows. Else pairs as `first:second`. */
  readonly decide?: true | readonly string[];
  /** Seeds per group. */
  readonly seeds?: number;
  readonly maxSeeds?: number;
}

/** Five are the fewest that one look can decide by, with six looks planned. */
const GROUP = 5;
const MAX_SEEDS = 30;

/** Two rows from `first:second`; names may hold colons themselves. @throws VEM_DECIDE_PAIR */
function pairFrom(text: string, rows: readonly string[]): [string, string] {
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    const [first, second] = [text.slice(0, colon), text.slice(colon + 1)];
    if (first !== second && rows.includes(first) && rows.includes(second)) return [first, second];
  }
  throw errors.decidePair(text, rows);
}

/** How seeds are to be added; undefined if their number is fixed. @throws VEM_DECIDE_PAIR, VEM_OPTION_CONFLICT */
export function sequentialFor({ decide, seeds, maxSeeds }: DecideArguments, suite: Suite): Sequential | undefined {
  if (decide === undefined) {
    if (maxSeeds !== undefined)
      throw errors.optionConflict('compare', '--max-seeds', 'it says how far --decide may go');
    return undefined;
  }
  const rows = suite.rows.map(({ name }) => name);
  if (rows.length < 2) throw errors.decidePair('', rows);
  const pairs = decide === true ? everyTwo(rows) : decide.map((text) => pairFrom(text, rows));
  const group = seeds ?? GROUP;
  return { group, maxSeeds: Math.max(group, maxSeeds ?? MAX_SEEDS), pairs };
}

/** The suite with as many seeds as there may be in the end. */
export const widestSuite = (suite: Suite, sequential: Sequential | undefined): Suite =>
  sequential === undefined ? suite : { ...suite, seeds: sequential.maxSeeds };

/** The runs of the first group of seeds: of all rows, asked for or not. */
export function firstRuns(plan: readonly PlannedRun[], suite: Suite, { group }: Sequential): PlannedRun[] {
  const seeds = reportedSeeds({ ...suite, seeds: group });
  return plan.filter(({ seed }) => seeds.includes(seed));
}

/** The next group of seeds of each row that is in an undecided pair, on the environments where it is. */
export function nextRuns(
  plan: readonly PlannedRun[],
  asked: readonly PlannedRun[],
  pairs: readonly Pair[],
  { group }: Sequential,
): PlannedRun[] {
  const open = pairs.filter(({ environment, verdict }) => environment !== null && verdict === 'undecided');
  const wanted = new Set(
    open.flatMap(({ environment, first, second }) => [first, second].map((row) => keyOf(row, environment))),
  );
  const known = new Set(asked);
  const taken = new Map<string, number>();
  return plan.filter((run) => {
    const key = keyOf(run.row, run.environment);
    const count = taken.get(key) ?? 0;
    if (known.has(run) || !wanted.has(key) || count >= group) return false;
    taken.set(key, count + 1);
    return true;
  });
}

const keyOf = (row: string, environment: string | null): string => JSON.stringify([row, environment]);
