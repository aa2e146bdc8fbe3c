import {
  addScaled,
  conjugateGradient,
  dot,
  type FlatFunction,
  type Matrix,
  matrix,
  product,
  scaled,
} from '@vem/framework';
import { shiftedInverse } from './bayesianQuadrature.js';
import type { Paths } from './pathScores.js';

/** The Fisher kernel between paths, and what G⁻¹ makes of sums of their scores. */
export interface FisherKernel {
  /** u_iᵀ G⁻¹ u_j, [M, M] */
  readonly kernel: Matrix;
  /** G⁻¹ Σ weight_i u_i, [n] */
  natural(weights: readonly number[]): Float64Array;
}

/** Σ weight_i v_i */
export function combined(vectors: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const sum = new Float64Array(vectors[0].length);
  for (const [i, vector] of vectors.entries()) addScaled(sum, weights[i], vector);
  return sum;
}

const gram = (left: readonly Float64Array[], right: readonly Float64Array[]): Matrix =>
  matrix(
    left.length,
    right.length,
    left.flatMap((u) => right.map((v) => dot(u, v))),
  );

/**
 * G = 1/M Σ u uᵀ + λI, of the paths themselves, by the identity of Woodbury: with H = UᵀU, k = M H (H + MλI)⁻¹ and
 * G⁻¹U = M U (H + MλI)⁻¹, so that no matrix is larger than [M, M].
 */
export function kernelOfPaths({ scores }: Paths, ridge: number): FisherKernel {
  const count = scores.length;
  const inner = gram(scores, scores);
  const inverted = scaled(shiftedInverse(inner, count * ridge), count);
  return {
    kernel: product(inner, inverted),
    natural: (weights) => combined(scores, [...product(inverted, matrix(count, 1, weights)).data]),
  };
}

/**
 * G = T F + λI, T the mean length of a path and F the Fisher matrix of its steps, of which there are products: scores of
 * different steps are uncorrelated. By conjugate gradients, once for each path.
 *
 * @param iterations - of conjugate gradients, for each path
 */
export function kernelOfDivergence(
  { scores, meanLength }: Paths,
  ridge: number,
  divergence: Pick<FlatFunction, 'hessianVector'>,
  parameters: Float32Array,
  iterations: number,
): FisherKernel {
  const [vector, image] = [new Float32Array(parameters.length), new Float32Array(parameters.length)];
  const metric = (direction: Float64Array, result: Float64Array) => {
    vector.set(direction);
    divergence.hessianVector(parameters, vector, image);
    for (let i = 0; i < result.length; i++) result[i] = meanLength * image[i] + ridge * direction[i];
  };
  const solved = scores.map((score) => conjugateGradient(metric, score, { iterations, tolerance: 1e-10 }).solution);
  return { kernel: gram(scores, solved), natural: (weights) => combined(solved, weights) };
}
