/** Relative spread of values below which the first term of a difference would be lost to rounding. */
const NARROW = 1e-3;

/**
 * V = α log Σ_a p e^{Q/α} of one row, in float64: Levine 2018, arXiv:1805.00909, eq. 7 times α; Fox et al. 2016,
 * arXiv:1512.08562, eq. 10, with β = 1/α. Always by differences to the largest term. Where the values are close together
 * against α, by `expm1` and `log1p`, which do not cancel: as α → ∞ it becomes Σ_a p Q, and for α = ∞ it is that.
 *
 * @param q - values; those from `start` on are read
 * @param logPrior - log p, normalised or a potential; alike from `start` on
 * @param alpha - α > 0, in the units of values
 */
export function softMaximumAt(
  q: Float64Array,
  logPrior: Float64Array,
  start: number,
  count: number,
  alpha: number,
): number {
  let highest = -Infinity;
  let lowest = Infinity;
  let largest = -Infinity;
  for (let i = start; i < start + count; i++) {
    if (q[i] > highest) highest = q[i];
    if (q[i] < lowest) lowest = q[i];
    const exponent = logPrior[i] + q[i] / alpha;
    if (exponent > largest) largest = exponent;
  }
  if (highest - lowest <= NARROW * alpha) return narrow(q, logPrior, start, count, alpha, highest);
  let sum = 0;
  for (let i = start; i < start + count; i++) sum += Math.exp(logPrior[i] + q[i] / alpha - largest);
  return alpha * (largest + Math.log(sum));
}

function narrow(
  q: Float64Array,
  logPrior: Float64Array,
  start: number,
  count: number,
  alpha: number,
  highest: number,
): number {
  let mass = 0;
  let mean = 0;
  let excess = 0;
  for (let i = start; i < start + count; i++) {
    const p = Math.exp(logPrior[i]);
    mass += p;
    mean += p * (q[i] - highest);
    excess += p * Math.expm1((q[i] - highest) / alpha);
  }
  // Probabilities that sum to 1 up to rounding would otherwise cost α times that rounding.
  const logMass = Math.abs(mass - 1) < 1e-12 ? 0 : Math.log(mass);
  if (alpha === Infinity) return highest + mean / mass + (logMass === 0 ? 0 : logMass * alpha);
  return highest + alpha * (logMass + Math.log1p(excess / mass));
}
