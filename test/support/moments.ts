export interface Moments {
  readonly mean: number;
  /** Standard deviation (population). */
  readonly std: number;
  /** Of the mean. */
  readonly standardError: number;
}

export function momentsOf(values: ArrayLike<number>): Moments {
  const list = Float64Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  const std = Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length);
  return { mean, std, standardError: std / Math.sqrt(list.length) };
}
