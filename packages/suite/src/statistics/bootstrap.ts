import type { Stream } from '@vem/framework';
import { quantile } from './aggregate.js';

/** Lower and upper end. */
export type Interval = readonly [low: number, high: number];

export interface BootstrapOptions {
  /** Resamples drawn; default 10 000. */
  readonly resamples?: number;
  /** Probability that the interval covers; default 0.95. */
  readonly level?: number;
}

const RESAMPLES = 10_000;
const LEVEL = 0.95;

/** Draws n of n with replacement into `target`. */
function resample(scores: readonly number[], target: number[], stream: Stream): void {
  for (let i = 0; i < scores.length; i++) target[i] = scores[stream.integer(scores.length)];
}

/**
 * Percentile bootstrap interval, stratified: each stratum (the scores of one method on one task, one per seed) is
 * resampled within itself, so every resample holds as many seeds of every task as the original.
 *
 * @param strata - [tasks][seeds]; strata may differ in length, none is empty
 * @param statistic - of the resampled strata
 * @param stream - moved on by one draw per score and resample
 * @see Agarwal et al. 2021, arXiv:2108.13264, §4.1
 */
export function stratifiedInterval(
  strata: readonly (readonly number[])[],
  statistic: (strata: readonly (readonly number[])[]) => number,
  stream: Stream,
  { resamples = RESAMPLES, level = LEVEL }: BootstrapOptions = {},
): Interval {
  const drawn = strata.map((scores) => [...scores]);
  const values = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    for (const [task, scores] of strata.entries()) resample(scores, drawn[task], stream);
    values[r] = statistic(drawn);
  }
  values.sort();
  const tail = (1 - level) / 2;
  return [quantile(values, tail), quantile(values, 1 - tail)];
}

/** The interval of a statistic of one sample. */
export function bootstrapInterval(
  scores: readonly number[],
  statistic: (scores: readonly number[]) => number,
  stream: Stream,
  options?: BootstrapOptions,
): Interval {
  return stratifiedInterval([scores], ([drawn]) => statistic(drawn), stream, options);
}
