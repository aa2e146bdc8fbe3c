import type { Stream } from '@vem/framework';
import { mean } from 'simple-statistics';
import { type BootstrapOptions, type Interval, stratifiedInterval } from './bootstrap.js';

/** Scores of two methods on one task. */
export interface Pairing {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/**
 * P(second > first) on one task: the Mann-Whitney U statistic over the number of pairs; a tie counts one half.
 *
 * @see Agarwal et al. 2021, arXiv:2108.13264, §4.3, "probability of improvement"
 */
export function improvementOnTask({ first, second }: Pairing): number {
  let wins = 0;
  for (const b of second) for (const a of first) wins += b > a ? 1 : b === a ? 0.5 : 0;
  return wins / (first.length * second.length);
}

/** P(second > first) for a random task: the mean over tasks. */
export const probabilityOfImprovement = (tasks: readonly Pairing[]): number => mean(tasks.map(improvementOnTask));

/** Its percentile bootstrap interval; seeds of either method are resampled within each task. */
export function improvementInterval(tasks: readonly Pairing[], stream: Stream, options?: BootstrapOptions): Interval {
  const strata = tasks.flatMap(({ first, second }) => [first, second]);
  const statistic = (drawn: readonly (readonly number[])[]) =>
    probabilityOfImprovement(tasks.map((_, task) => ({ first: drawn[2 * task], second: drawn[2 * task + 1] })));
  return stratifiedInterval(strata, statistic, stream, options);
}
