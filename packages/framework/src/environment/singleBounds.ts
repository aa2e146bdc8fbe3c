import type { BoxActionSpace } from './spaces.js';

/** The largest and the smallest number of each dimension that single precision holds and the box contains. */
export interface SingleBounds {
  /** [A] */
  readonly low: Float32Array;
  /** [A] */
  readonly high: Float32Array;
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The next single-precision number upwards (`direction` 1) or downwards (−1). */
function neighbour(value: number, direction: 1 | -1): number {
  float[0] = value;
  if (float[0] === 0) {
    bits[0] = 1;
    return direction * float[0];
  }
  bits[0] += float[0] > 0 === direction > 0 ? 1 : -1;
  return float[0];
}

/**
 * Bounds for actions in single precision. A bound that is none of its numbers is rounded into the box, never out of it:
 * 0.1 becomes 0.09999999… as an upper and 0.10000000149… as a lower bound.
 */
export function singleBounds({ low, high }: BoxActionSpace): SingleBounds {
  return {
    low: Float32Array.from(low, (bound) => (Math.fround(bound) < bound ? neighbour(bound, 1) : bound)),
    high: Float32Array.from(high, (bound) => (Math.fround(bound) > bound ? neighbour(bound, -1) : bound)),
  };
}
