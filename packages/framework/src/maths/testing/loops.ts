/** T steps of N environments as rows of numbers, row-major. */
export interface Steps {
  readonly reward: readonly number[];
  readonly value: readonly number[];
  readonly nextValue: readonly number[];
  readonly terminated: readonly number[];
  readonly truncated: readonly number[];
}

export interface Extent {
  readonly steps: number;
  readonly count: number;
}

/** δ_t, and whether the next row goes on with the same episode. */
export function differences({ reward, value, nextValue, terminated, truncated }: Steps, discount: number) {
  return {
    delta: reward.map((r, i) => r + discount * (1 - terminated[i]) * nextValue[i] - value[i]),
    goesOn: reward.map((_, i) => terminated[i] === 0 && truncated[i] === 0),
  };
}

/**
 * Σ_k (Π_{i<k} c_{t+i}) δ_{t+k} up to so many terms, forwards and from each row anew: by definition, not by recursion.
 *
 * @param factor - c of each row; 0 where nothing after it counts
 */
export function sums(
  delta: readonly number[],
  factor: readonly number[],
  { steps, count }: Extent,
  terms = steps,
): number[] {
  return delta.map((_, start) => {
    let sum = 0;
    let weight = 1;
    for (let k = 0, row = start; k < terms && row < steps * count && weight !== 0; k++, row += count) {
      sum += weight * delta[row];
      weight *= factor[row];
    }
    return sum;
  });
}

/** What a whole episode earned from each row on, until it ends or the recording does: r + γ r + …, then the value there. */
export function windowReturns(course: Steps, discount: number, { steps, count }: Extent, terms = steps): number[] {
  const { reward, nextValue, terminated, truncated } = course;
  return reward.map((_, start) => {
    let sum = 0;
    for (let k = 0, row = start; ; k++, row += count) {
      sum += discount ** k * reward[row];
      if (terminated[row]) return sum;
      if (truncated[row] || k + 1 === terms || row + count >= steps * count)
        return sum + discount ** (k + 1) * nextValue[row];
    }
  });
}
