/** Added to the deviation, so that equal numbers become 0; 1e-5 in the public code of Peng et al. 2019, arXiv:1910.00177. */
const EPSILON = 1e-5;

/** A column's numbers in one of the roll-outs that are kept, and the rows' weights where they have some. */
export interface Part {
  readonly values: Float32Array;
  readonly weight?: Float32Array | undefined;
}

/**
 * (x − mean x) / (std x + 1e-5) in place, with the mean and the deviation (÷ n) over all parts together, in double precision.
 * Rows of weight 0, which are no steps, do not count.
 */
export function standardise(parts: readonly Part[]): void {
  const mean = meanOf(parts, (x) => x);
  const deviation = Math.sqrt(meanOf(parts, (x) => (x - mean) ** 2)) + EPSILON;
  for (const { values } of parts) for (let i = 0; i < values.length; i++) values[i] = (values[i] - mean) / deviation;
}

function meanOf(parts: readonly Part[], of: (x: number) => number): number {
  let [sum, count] = [0, 0];
  for (const { values, weight } of parts) {
    for (let i = 0; i < values.length; i++) {
      if (weight?.[i] === 0) continue;
      sum += of(values[i]);
      count += 1;
    }
  }
  return sum / count;
}
