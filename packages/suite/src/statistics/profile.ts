import { mean } from 'simple-statistics';
import type { Strata } from './aggregate.js';
import type { Interval } from './interval.js';
import { wilsonIntervalOfMean } from './proportion.js';

/** Fraction of runs above each threshold. */
export interface PerformanceProfile {
  /** Ascending, in score units. */
  readonly thresholds: readonly number[];
  /** Same length, 1 … 0. */
  readonly fractions: readonly number[];
  /** 95 % interval of each fraction by itself. */
  readonly bands: readonly Interval[];
}

/**
 * Run-score distribution: for each threshold τ the fraction of runs whose score exceeds it, averaged over tasks. Bands are
 * Wilson's intervals.
 *
 * @param strata - [tasks][runs]; scores of different tasks must share one scale
 * @see Agarwal et al. 2021, arXiv:2108.13264, §4.2, eq. 2
 */
export function performanceProfile(strata: Strata, thresholds: readonly number[]): PerformanceProfile {
  const above = (threshold: number) =>
    strata.map((scores) => scores.filter((score) => score > threshold).length / scores.length);
  const shares = thresholds.map(above);
  const counts = strata.map(({ length }) => length);
  const bandOf = (fractions: readonly number[]) => wilsonIntervalOfMean(fractions, counts);
  return { thresholds, fractions: shares.map((fractions) => mean(fractions)), bands: shares.map(bandOf) };
}
