import { mean } from 'simple-statistics';

/** Part of the sorted scores that the interquartile mean cuts from each end. */
const TRIMMED = 0.25;

/** Scores of one method: [tasks][runs]. Tasks may differ in their number of runs; none is empty. */
export type Strata = readonly (readonly number[])[];

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

/** The interquartile mean of all runs of all tasks together. */
export const pooledInterquartileMean = (strata: Strata): number => interquartileMean(strata.flat());

/** The mean over tasks of their mean scores: each task counts the same, however many runs it has. */
export const meanOfTasks = (strata: Strata): number => mean(strata.map((scores) => mean([...scores])));

/**
 * By how much scores fall short of a target, on average: what is beyond the target does not make up for what is missing.
 *
 * @param target - γ, in normalised scores 1
 * @see Agarwal et al. 2021, arXiv:2108.13264, §4.3, "optimality gap"
 */
export const optimalityGap = (strata: Strata, target = 1): number =>
  target - meanOfTasks(strata.map((scores) => scores.map((score) => Math.min(score, target))));
