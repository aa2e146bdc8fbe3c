/**
 * Inverse of the standard normal distribution function: Acklam's rational approximation, relative error below 1.2e-9.
 *
 * @param p - 0 < p < 1
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return horner(TAIL_TOP, q) / horner(TAIL_BOTTOM, q);
  }
  const q = p - 0.5;
  return (q * horner(CENTRE_TOP, q * q)) / horner(CENTRE_BOTTOM, q * q);
}

/** Coefficients by falling power. */
const horner = (coefficients: readonly number[], x: number) => coefficients.reduce((sum, c) => sum * x + c, 0);

const CENTRE_TOP = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
];
const CENTRE_BOTTOM = [
  -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
];
const TAIL_TOP = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_BOTTOM = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];

/**
 * `count` equally likely values whose mean is 0 and whose variance is 1: the midpoints of as many slices of the
 * standard normal distribution, rescaled. A mean over them is an expectation without Monte Carlo error.
 */
export function normalQuantiles(count: number): Float64Array {
  const values = Float64Array.from({ length: count }, (_, i) => normalQuantile((i + 0.5) / count));
  const variance = values.reduce((sum, value) => sum + value * value, 0) / count;
  return values.map((value) => value / Math.sqrt(variance));
}

/**
 * Noise [S, B, A] that covers the normal distribution in A = 1 or 2 dimensions evenly: S·B quantiles in one, the
 * S × B grid in two.
 */
export function normalGrid(samples: number, rows: number, dimension: 1 | 2): Float32Array {
  if (dimension === 1) return Float32Array.from(normalQuantiles(samples * rows));
  const [first, second] = [normalQuantiles(samples), normalQuantiles(rows)];
  const grid = new Float32Array(samples * rows * 2);
  for (let s = 0; s < samples; s++) {
    for (let b = 0; b < rows; b++) grid.set([first[s], second[b]], 2 * (s * rows + b));
  }
  return grid;
}

/** φ(x), the standard normal density. */
const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/**
 * `count` (even) equally likely values: in each of count / 2 equally likely slices of the standard normal distribution, two
 * points with the mean and the variance of the slice. The mean of a smooth function over a thousand of them is its
 * expectation to single precision, tails included.
 */
export function normalPoints(count: number): Float64Array {
  const slices = count / 2;
  const edge = (i: number) => (i === 0 ? -Infinity : i === slices ? Infinity : normalQuantile(i / slices));
  const points = new Float64Array(count);
  for (let i = 0; i < slices; i++) {
    const [low, high] = [edge(i), edge(i + 1)];
    const weighted = (x: number) => (Number.isFinite(x) ? x * density(x) : 0);
    const mean = slices * (density(low) - density(high));
    const square = 1 + slices * (weighted(low) - weighted(high));
    const std = Math.sqrt(Math.max(0, square - mean * mean));
    points.set([mean - std, mean + std], 2 * i);
  }
  return points;
}
