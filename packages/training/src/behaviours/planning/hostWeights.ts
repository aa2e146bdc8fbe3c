/** Log-weights of particles below this, and what is no number, have no weight. */
const NO_WEIGHT = -1e30;

/**
 * The weights of one environment's particles in place of their log-weights, adding up to 1; where none has any they all count
 * alike, and so do the log-weights.
 *
 * @returns whether some particle had a weight
 */
export function normalise(logWeight_P: Float64Array, weight_P: Float64Array): boolean {
  let largest = NO_WEIGHT;
  for (let p = 0; p < logWeight_P.length; p++) {
    const isSound = logWeight_P[p] > NO_WEIGHT && logWeight_P[p] < -NO_WEIGHT;
    if (!isSound) logWeight_P[p] = NO_WEIGHT;
    largest = Math.max(largest, logWeight_P[p]);
  }
  const isLost = largest === NO_WEIGHT;
  if (isLost) logWeight_P.fill(0);
  let sum = 0;
  for (let p = 0; p < weight_P.length; p++) {
    weight_P[p] = isLost ? 1 : Math.exp(logWeight_P[p] - largest);
    sum += weight_P[p];
  }
  for (let p = 0; p < weight_P.length; p++) weight_P[p] /= sum;
  return !isLost;
}

/** 1 / Σ w² (Kong 1992). */
export function effectiveNumber(weight_P: Float64Array): number {
  let squares = 0;
  for (const weight of weight_P) squares += weight * weight;
  return 1 / squares;
}

/** The particle whose stretch of the cumulative weights holds a position, 0 … 1. */
export function particleAt(weight_P: Float64Array, position: number): number {
  let below = 0;
  for (let p = 0; p < weight_P.length - 1; p++) {
    below += weight_P[p];
    if (position < below) return p;
  }
  return weight_P.length - 1;
}

/** Systematic resampling (Kitagawa 1996): indices of P particles. @param offset - uniform on [0, 1) */
export function systematic(weight_P: Float64Array, offset: number, index_P: Int32Array): void {
  const count = weight_P.length;
  let particle = 0;
  let end = weight_P[0];
  for (let k = 0; k < count; k++) {
    const position = (k + offset) / count;
    while (position >= end && particle < count - 1) end += weight_P[++particle];
    index_P[k] = particle;
  }
}
