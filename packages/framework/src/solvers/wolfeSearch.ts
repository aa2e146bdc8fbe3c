import { addScaled, dot } from './vectors.js';

/** Writes the gradient at a point, both [n], and returns the value there; infinite or NaN outside of its domain. */
export type SmoothFunction = (point: Float64Array, gradient: Float64Array) => number;

/** A point with what is known about it. */
export interface Evaluated {
  readonly point: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Of the value that the slope promises, so much must come true; and so much of the slope must be gone. */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
const LARGEST_EVALUATIONS = 50;

/**
 * A step along a direction of descent that fulfils both (weak) Wolfe conditions, by bisection and doubling from the full
 * step: Lewis & Overton 2013, "Nonsmooth optimization via quasi-Newton methods", algorithm 2.6. Undefined where rounding
 * leaves none to be found. Where values differ by no more than their rounding, slopes decide in their place: the approximate
 * Wolfe conditions of Hager & Zhang 2005, "A new conjugate gradient method with guaranteed descent and an efficient line
 * search", section 4.
 *
 * @param rounding - relative error of the values, ≥ 0; 0: slopes are not asked
 */
export function wolfeSearch(
  f: SmoothFunction,
  from: Evaluated,
  direction: Float64Array,
  first: number,
  rounding = 0,
): { readonly found: Evaluated | undefined; readonly evaluations: number } {
  const slope = dot(from.gradient, direction);
  let [low, high, length] = [0, Number.POSITIVE_INFINITY, first];
  for (let evaluations = 1; evaluations <= LARGEST_EVALUATIONS; evaluations++) {
    const point = from.point.slice();
    addScaled(point, length, direction);
    const gradient = new Float64Array(point.length);
    const value = f(point, gradient);
    const reached = dot(gradient, direction);
    const falls = value <= from.value + DECREASE * length * slope;
    const alike = Math.abs(value - from.value) <= rounding * Math.abs(from.value);
    // NaN is no decrease.
    if (!(falls || (alike && reached <= (2 * DECREASE - 1) * slope))) high = length;
    else if (reached < CURVATURE * slope) low = length;
    else return { found: { point, value, gradient }, evaluations };
    length = high < Number.POSITIVE_INFINITY ? (low + high) / 2 : 2 * low;
  }
  return { found: undefined, evaluations: LARGEST_EVALUATIONS };
}
