import type { Interval } from './interval.js';

/** The normal distribution's quantile at 97.5 %: its interval covers with probability 95 %. */
const NORMAL_QUANTILE = 1.959963984540054;

/**
 * Wilson's 95 % score interval of a probability: the values p from which the estimate is at most z standard errors √(p (1 − p) / n) away.
 * It neither leaves [0, 1] nor shrinks to a point where all or none of the runs count.
 *
 * @param estimate - 0 … 1
 * @param count - n, runs behind the estimate
 * @see Wilson 1927, Probable inference, the law of succession, and statistical inference, JASA 22:209
 */
export function wilsonInterval(estimate: number, count: number): Interval {
  const share = NORMAL_QUANTILE ** 2 / count;
  const centre = (estimate + share / 2) / (1 + share);
  const reach = Math.sqrt(share * (estimate * (1 - estimate) + share / 4)) / (1 + share);
  return [Math.max(0, centre - reach), Math.min(1, centre + reach)];
}

/**
 * Wilson's interval of a mean of probabilities, one per task. The variance of the mean is at most that of one probability estimated from
 * T² / Σ 1/n runs, T tasks with n runs each: p (1 − p) is concave.
 *
 * @param estimates - [tasks] 0 … 1
 * @param counts - [tasks] runs behind each
 */
export function wilsonIntervalOfMean(estimates: readonly number[], counts: readonly number[]): Interval {
  const mean = estimates.reduce((sum, estimate) => sum + estimate, 0) / estimates.length;
  const runs = estimates.length ** 2 / counts.reduce((sum, count) => sum + 1 / count, 0);
  return wilsonInterval(mean, runs);
}
