import { type Stream, Streams } from '@vem/framework';
import { meanOfTasks, optimalityGap, pooledInterquartileMean, type Strata } from '../aggregate.js';
import { bootstrapInterval } from '../bootstrap.js';
import { improvementInterval, improvementOnTask } from '../improvement.js';
import type { Interval } from '../interval.js';
import { performanceProfile } from '../profile.js';
import { meanInterval } from '../student.js';
import { bimodal, DISTRIBUTIONS, type Distribution, moved, normal, sample } from './distributions.js';

/** How often an interval held the truth. */
export interface Coverage {
  /** What it is an interval of. */
  readonly interval: string;
  readonly distribution: string;
  readonly tasks: number;
  readonly seeds: number;
  /** Part of the repetitions in which the interval was given and held the true value, among those in which it was given. */
  readonly covered: number;
  /** Part of the repetitions in which there was none, because nothing was known of the spread. */
  readonly none: number;
}

/** A situation to repeat: an interval from fresh runs, and what it should hold. */
interface Situation extends Omit<Coverage, 'covered' | 'none'> {
  readonly truth: number;
  estimate(stream: Stream): Interval | undefined;
}

const SEEDS = [3, 5, 10];
/** Draws for a true value that has no formula. */
const MANY = 100_000;
/** Whether an end is the truth itself may hang on rounding. */
const ROUNDING = 1e-9;

/** Means of the tasks of a pooled score, evenly spaced over 0.4 … 1 of a normalised scale, with runs that spread by 0.15. */
const tasksOf = (distribution: Distribution, count: number): Distribution[] =>
  Array.from({ length: count }, (_, task) => moved(distribution, 0.4 + (0.6 * task) / (count - 1), 0.15));

const truthStream = (name: string) => new Streams(1).fresh(`truth/${name}`);

function* means(): Generator<Situation> {
  for (const distribution of DISTRIBUTIONS)
    for (const seeds of [...SEEDS, 20])
      yield {
        interval: 'mean of one task, Student',
        distribution: distribution.name,
        tasks: 1,
        seeds,
        truth: distribution.mean,
        estimate: (stream) => meanInterval(sample(distribution, seeds, stream)),
      };
}

const POOLED: readonly (readonly [name: string, statistic: (strata: Strata) => number])[] = [
  ['IQM', pooledInterquartileMean],
  ['mean', meanOfTasks],
  ['optimality gap', optimalityGap],
];

function* pooled(): Generator<Situation> {
  const shapes = [
    { tasks: 1, seeds: [10, 20] },
    { tasks: 3, seeds: SEEDS },
    { tasks: 6, seeds: SEEDS },
  ];
  for (const distribution of DISTRIBUTIONS)
    for (const { tasks: count, seeds: sizes } of shapes) {
      const tasks = count === 1 ? [moved(distribution, 0.7, 0.15)] : tasksOf(distribution, count);
      const strata = (seeds: number, stream: Stream) => tasks.map((task) => sample(task, seeds, stream));
      const all = strata(MANY, truthStream(`${distribution.name}/${count}`));
      for (const [name, statistic] of POOLED) {
        const truth = statistic(all);
        for (const seeds of sizes)
          yield {
            interval: `${name}, bootstrap`,
            distribution: distribution.name,
            tasks: count,
            seeds,
            truth,
            estimate: (stream) => bootstrapInterval(strata(seeds, stream), statistic, stream),
          };
      }
    }
}

const PAIRS: readonly (readonly [Distribution, Distribution])[] = [
  ...DISTRIBUTIONS.map((distribution) => [distribution, distribution] as const),
  [normal, moved(normal, 1)],
  [bimodal, moved(bimodal, 0.5)],
  // The adverse case: the runs of one lie all between the two modes of the other.
  [moved(bimodal, 0, 3), normal],
];

function* improvements(): Generator<Situation> {
  for (const [first, second] of PAIRS) {
    const stream = truthStream(`${first.name}/${second.name}`);
    const big = { first: sample(first, MANY / 50, stream), second: sample(second, MANY / 50, stream) };
    const truth = first === second ? 0.5 : improvementOnTask(big);
    for (const tasks of [1, 4])
      for (const seeds of SEEDS)
        yield {
          interval: 'probability of improvement, Wilson',
          distribution: first === second ? first.name : `${first.name} / ${second.name}`,
          tasks,
          seeds,
          truth,
          estimate: (draws) =>
            improvementInterval(
              Array.from({ length: tasks }, () => ({
                first: sample(first, seeds, draws),
                second: sample(second, seeds, draws),
              })),
            ),
        };
  }
}

/** Where the profile's band is looked at: fractions of runs above. */
const FRACTIONS = [0.1, 0.5, 0.8];

function* profiles(): Generator<Situation> {
  for (const tasks of [1, 4])
    for (const seeds of SEEDS)
      for (const truth of FRACTIONS)
        yield {
          interval: `profile where ${100 * truth} % are above, Wilson`,
          distribution: 'any',
          tasks,
          seeds,
          truth,
          estimate: (stream) =>
            performanceProfile(
              Array.from({ length: tasks }, () => Array.from({ length: seeds }, () => stream.uniform())),
              [1 - truth],
            ).bands[0],
        };
}

/** What `measureCoverage` goes through, in order. */
const SITUATIONS = { means, pooled, improvements, profiles } as const;
export type IntervalKind = keyof typeof SITUATIONS;

/**
 * Measures by repetition how often each kind of interval that reports print holds the true value; nominally 95 %.
 *
 * @param repetitions - of each situation
 * @param kinds - default: all
 * @param only - of them; default: all
 */
export function* measureCoverage(
  repetitions: number,
  kinds: readonly IntervalKind[] = Object.keys(SITUATIONS) as IntervalKind[],
  only: (situation: Omit<Coverage, 'covered' | 'none'>) => boolean = () => true,
): Generator<Coverage> {
  for (const kind of kinds)
    for (const { truth, estimate, ...situation } of SITUATIONS[kind]()) {
      if (!only(situation)) continue;
      const stream = new Streams(0).fresh(`coverage/${JSON.stringify(situation)}`);
      let [given, covered] = [0, 0];
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const interval = estimate(stream);
        if (interval === undefined) continue;
        given++;
        if (interval[0] <= truth + ROUNDING && truth - ROUNDING <= interval[1]) covered++;
      }
      yield { ...situation, covered: covered / given, none: 1 - given / repetitions };
    }
}
