import { mean } from 'simple-statistics';

/** Fraction of runs above each threshold. */
export interface PerformanceProfile {
  /** Ascending, in score units. */
  readonly thresholds: readonly number[];
  /** Same length, 1 … 0. */
  readonly fractions: readonly number[];
}

/**
 * Run-score distribution: for each threshold τ the fraction of runs whose score exceeds it, averaged over tasks.
 *
 * @param strata - [tasks][seeds]; scores of different tasks must share one scale
 * @see Agarwal et al. 2021, arXiv:2108.13264, §4.2, eq. 2
 */
export function performanceProfile(
  strata: readonly (readonly number[])[],
  thresholds: readonly number[],
): PerformanceProfile {
  const above = (threshold: number) =>
    mean(strata.map((scores) => scores.filter((score) => score > threshold).length / scores.length));
  return { thresholds, fractions: thresholds.map(above) };
}
