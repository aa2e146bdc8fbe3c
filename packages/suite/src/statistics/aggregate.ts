import { mean } from 'simple-statistics';

/** Part of the sorted scores that the interquartile mean cuts from each end. */
const TRIMMED = 0.25;

/** A number that sums up a sample of scores. */
export type Statistic = (scores: readonly number[]) => number;

/**
 * Interquartile mean as `scipy.stats.trim_mean(scores, 0.25)` computes it, which is what rliable reports: ⌊n/4⌋ scores
 * are cut from each end, the rest is averaged. Up to three scores nothing is cut, so it is the mean.
 *
 * @param scores - at least one, in any order
 * @see Agarwal et al. 2021, Deep Reinforcement Learning at the Edge of the Statistical Precipice, arXiv:2108.13264, §4.3
 */
export function interquartileMean(scores: readonly number[]): number {
  const cut = Math.floor(TRIMMED * scores.length);
  const sorted = Float64Array.from(scores).sort();
  return mean(Array.from(sorted.subarray(cut, sorted.length - cut)));
}

/**
 * The `fraction`-quantile by linear interpolation between order statistics (definition 7 of Hyndman & Fan 1996, the
 * default of numpy).
 *
 * @param sorted - ascending, at least one
 * @param fraction - 0 … 1
 */
export function quantile(sorted: ArrayLike<number>, fraction: number): number {
  const position = fraction * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
