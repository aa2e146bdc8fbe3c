import { addScaled, dot } from './vectors.js';

/** Writes the product of a symmetric, positive (semi-)definite matrix with a vector, both [n]. */
export type MatrixProduct = (vector: Float64Array, product: Float64Array) => void;

export interface ConjugateGradientLimits {
  /** Products at most, ≥ 1. */
  readonly iterations: number;
  /** ‖b − Ax‖² at which x is taken to be the solution, ≥ 0. */
  readonly tolerance: number;
}

export interface ConjugateGradientResult {
  /** x, [n] */
  readonly solution: Float64Array;
  /** b − Ax, [n], as it was carried along. */
  readonly residual: Float64Array;
  /** Products that were taken. */
  readonly iterations: number;
}

/**
 * Solves Ax = b by conjugate gradients from x = 0: Hestenes & Stiefel 1952; Nocedal & Wright 2006, algorithm 5.2. It also
 * ends where a direction has no curvature, dᵀAd ≤ 0, as happens with a singular matrix and rounding.
 *
 * @param right - b, [n]; left as it is
 */
export function conjugateGradient(
  product: MatrixProduct,
  right: Float64Array,
  { iterations, tolerance }: ConjugateGradientLimits,
): ConjugateGradientResult {
  const solution = new Float64Array(right.length);
  const residual = right.slice();
  const direction = right.slice();
  const image = new Float64Array(right.length);
  let squared = dot(residual, residual);
  let taken = 0;
  while (taken < iterations && squared > tolerance) {
    product(direction, image);
    taken++;
    const curvature = dot(direction, image);
    if (!(curvature > 0)) break;
    const along = squared / curvature;
    addScaled(solution, along, direction);
    addScaled(residual, -along, image);
    const next = dot(residual, residual);
    const conjugate = next / squared;
    for (let i = 0; i < direction.length; i++) direction[i] = residual[i] + conjugate * direction[i];
    squared = next;
  }
  return { solution, residual, iterations: taken };
}
