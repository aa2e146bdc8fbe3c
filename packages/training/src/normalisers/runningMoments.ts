/**
 * Mean and variance of rows that come one after the other, in double precision: Welford 1962, "Note on a Method for
 * Calculating Corrected Sums of Squares and Products". Two sets of rows are merged by Chan, Golub and LeVeque 1979,
 * "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", eq. 2.1.
 */
export class RunningMoments {
  count = 0;
  /** [size] */
  readonly mean: Float64Array;
  /** [size], summed squares of the distances from the mean. */
  readonly squares: Float64Array;

  /** @param size - numbers per row */
  constructor(size: number) {
    this.mean = new Float64Array(size);
    this.squares = new Float64Array(size);
  }

  /** The row that starts there. */
  add(values: ArrayLike<number>, start: number): void {
    const { mean, squares } = this;
    this.count += 1;
    for (let i = 0; i < mean.length; i++) {
      const value = values[start + i];
      const before = value - mean[i];
      mean[i] += before / this.count;
      squares[i] += before * (value - mean[i]);
    }
  }

  /** Rows of which only this is known. @param count - may be any weight, a fraction of a row too */
  merge(count: number, mean: ArrayLike<number>, variance: ArrayLike<number>): void {
    const total = this.count + count;
    if (total === 0) return;
    for (let i = 0; i < this.mean.length; i++) {
      const distance = mean[i] - this.mean[i];
      this.squares[i] += variance[i] * count + (distance * distance * this.count * count) / total;
      this.mean[i] += (distance * count) / total;
    }
    this.count = total;
  }

  /** Mean squared distance from the mean, not the unbiased estimate. */
  variance(index: number): number {
    return this.squares[index] / this.count;
  }
}
