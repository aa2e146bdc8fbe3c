import type { Stream } from '@vem/framework';
import type { Target } from './dynamics.js';

export const clip = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/**
 * Weight times the sum of squared controls, in single precision and summed in numpy's order, which is what Gymnasium
 * makes of single-precision actions.
 */
export function controlCost(weight: number, action: Float32Array): number {
  return Math.fround(Math.fround(weight) * singleSumOfSquares(action));
}

function singleSumOfSquares(action: Float32Array): number {
  const squares = (i: number) => Math.fround(action[i] * action[i]);
  // numpy adds eight numbers in pairs of pairs, fewer in a row; no task that costs single precision has more.
  if (action.length === 8) return single(fourSquares(squares, 0) + fourSquares(squares, 4));
  let sum = 0;
  for (let i = 0; i < action.length; i++) sum = single(sum + squares(i));
  return sum;
}

const single = Math.fround;
const fourSquares = (squares: (i: number) => number, at: number) =>
  single(single(squares(at) + squares(at + 1)) + single(squares(at + 2) + squares(at + 3)));

export function sumOfSquares(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}

/** Euclidean length of the difference of two points, which start at these indices of `values`. */
export function distance(values: ArrayLike<number>, one: number, other: number, dimensions: number): number {
  let sum = 0;
  for (let i = 0; i < dimensions; i++) sum += (values[one + i] - values[other + i]) ** 2;
  return Math.sqrt(sum);
}

/** Copies `from` … `to` of `source` to `target`, from `at` on, and returns where it ends there. */
export function copyTo(target: Target, at: number, source: Float64Array, from: number, to: number): number {
  for (let i = from; i < to; i++) target[at++] = source[i];
  return at;
}

/** The same, clipped. */
export function copyClipped(
  target: Target,
  at: number,
  source: Float64Array,
  [from, to]: readonly [from: number, to: number],
  low: number,
  high: number,
): number {
  for (let i = from; i < to; i++) target[at++] = clip(source[i], low, high);
  return at;
}

/** Whether a value lies strictly between two bounds. */
export const isBetween = (value: number, [low, high]: readonly [low: number, high: number]): boolean =>
  low < value && value < high;

export const uniform = (low: number, high: number, stream: Stream): number => low + (high - low) * stream.uniform();

/** Adds uniform noise on [−scale, scale) to every entry. */
export function addUniform(values: Float64Array, scale: number, stream: Stream): void {
  for (let i = 0; i < values.length; i++) values[i] += scale * (2 * stream.uniform() - 1);
}

/** Adds normal noise of this standard deviation to every entry. */
export function addNormal(values: Float64Array, scale: number, stream: Stream): void {
  for (let i = 0; i < values.length; i++) values[i] += scale * stream.normal();
}
