import type { Stream } from '@vem/framework';
import { sampleStandardDeviation } from 'simple-statistics';
import type { Strata } from './aggregate.js';
import { type Interval, LEVEL } from './interval.js';
import { studentQuantile } from './student.js';

export interface BootstrapOptions {
  /** Resamples drawn; default 2000. */
  readonly resamples?: number;
  /** Probability that the interval covers; default 0.95. */
  readonly level?: number;
}

const RESAMPLES = 2000;

/** Draws with replacement, one fewer than there are. */
function resample(scores: readonly number[], target: number[], stream: Stream): void {
  for (let i = 0; i < target.length; i++) target[i] = scores[stream.integer(scores.length)];
}

/**
 * Interval of a statistic of runs × tasks: the estimate ± the quantile of Student's t times the bootstrap's standard error. Runs
 * are drawn anew within each task, n − 1 of n, because n of n makes the variance of a mean (n − 1) / n of what it is, which with
 * three runs is two thirds. `benchmarks/statistics` measures how often it covers.
 *
 * @param strata - [tasks][runs]
 * @param statistic - of strata that hold one run fewer each
 * @param stream - moved on by one draw per run and resample
 * @returns undefined where a task has one run only, or no resample differs from another: nothing is known of the spread then
 * @see McCarthy & Snowden 1985, The bootstrap and finite population sampling, Vital and Health Statistics 2(95)
 * @see Agarwal et al. 2021, arXiv:2108.13264, §4.1, for strata
 */
export function bootstrapInterval(
  strata: Strata,
  statistic: (strata: Strata) => number,
  stream: Stream,
  { resamples = RESAMPLES, level = LEVEL }: BootstrapOptions = {},
): Interval | undefined {
  if (strata.some(({ length }) => length < 2)) return undefined;
  const drawn = strata.map((scores) => scores.slice(1));
  const values = Array.from({ length: resamples }, () => {
    for (const [task, scores] of strata.entries()) resample(scores, drawn[task], stream);
    return statistic(drawn);
  });
  if (values.every((value) => value === values[0])) return undefined;
  const degrees = strata.reduce((sum, { length }) => sum + length - 1, 0);
  const reach = studentQuantile(degrees, level) * sampleStandardDeviation(values);
  const estimate = statistic(strata);
  return [estimate - reach, estimate + reach];
}
