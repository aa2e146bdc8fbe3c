/** A Monte Carlo mean with its standard error. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
}

export function estimate(values: Float64Array): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** Linear between the two nearest order statistics. @param sorted - ascending @param share - 0 … 1 */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

/** log |d tanh(u)/du| = log sech² u, without overflow or cancellation. */
export const logSechSquared = (u: number): number =>
  2 * (Math.LN2 - Math.abs(u) - Math.log1p(Math.exp(-2 * Math.abs(u))));

/**
 * Points over the real line, dense around `centre` and reaching 80 000 `scale` far: centre + scale · sinh t at equal
 * steps of t. `weight` is what a value at the point counts for in an integral (trapezoid rule in t).
 */
export function wholeLine(
  centre: number,
  scale: number,
  points: number,
): { readonly at: Float64Array; readonly weight: Float64Array } {
  const reach = 12;
  const step = (2 * reach) / (points - 1);
  const t = Float64Array.from({ length: points }, (_, i) => -reach + i * step);
  return {
    at: t.map((value) => centre + scale * Math.sinh(value)),
    weight: t.map((value) => scale * Math.cosh(value) * step),
  };
}

/** Midpoints of equal parts of [−1, 1]. */
export function unitBox(points: number): { readonly at: Float64Array; readonly weight: Float64Array } {
  const step = 2 / points;
  return {
    at: Float64Array.from({ length: points }, (_, i) => -1 + (i + 0.5) * step),
    weight: new Float64Array(points).fill(step),
  };
}

/**
 * Largest distance between the distribution function of a sample and that of a density on a grid (Kolmogorov–Smirnov).
 *
 * @param sorted - the sample, ascending
 * @param at - the grid, ascending
 * @param mass - what the density holds around each grid point; normalised here
 */
export function distributionDistance(sorted: Float64Array, at: Float64Array, mass: Float64Array): number {
  const total = mass.reduce((sum, value) => sum + value, 0);
  let before = 0;
  const cumulative = mass.map((value) => {
    before += value;
    return before - 0.5 * value;
  });
  let largest = 0;
  let next = 0;
  for (let i = 0; i < sorted.length; i++) {
    while (next < at.length && at[next] <= sorted[i]) next++;
    const expected = between(next, sorted[i], at, cumulative) / total;
    largest = Math.max(largest, expected - i / sorted.length, (i + 1) / sorted.length - expected);
  }
  return largest;
}

/** Linear between the grid points on either side of `x`, of which `next` is the upper; constant beyond the grid. */
function between(next: number, x: number, at: Float64Array, value: Float64Array): number {
  if (next === 0) return value[0];
  if (next === at.length) return value[next - 1];
  return value[next - 1] + ((value[next] - value[next - 1]) * (x - at[next - 1])) / (at[next] - at[next - 1]);
}
