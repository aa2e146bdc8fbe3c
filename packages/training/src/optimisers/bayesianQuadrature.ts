import { dot, identity, inverse, type Matrix, matrix, product, sumOf, trace } from '@vem/framework';

/** What paths say about the gradient of the expected return, in terms of their scores u. */
export interface Evidence {
  /** k_F(i, j) = u_iᵀ G⁻¹ u_j, [M, M] */
  readonly kernel: Matrix;
  /** R_i, [M] */
  readonly returns: readonly number[];
  /** σ² > 0, of what is observed. */
  readonly noiseVariance: number;
  /** n, of the parameters. */
  readonly dimension: number;
}

export interface GradientPosterior {
  /** The mean is Σ weight_i u_i. */
  readonly weights: readonly number[];
  /** Model 1: of each entry of the gradient. Model 2: trace of G⁻¹ times the covariance. The prior's is 1 + n, or n. */
  readonly variance: number;
}

/** (K + shift I)⁻¹, a symmetric and positive definite matrix; NaN where numbers that are not finite leave none. */
export function shiftedInverse(kernel: Matrix, shift: number): Matrix {
  const { rows } = kernel;
  const found = inverse(sumOf(kernel, identity(rows), shift));
  return found?.inverse ?? matrix(rows, rows, new Float64Array(rows * rows).fill(Number.NaN));
}

const times = ({ rows, columns, data }: Matrix, vector: readonly number[]): number[] =>
  Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += data[i * columns + j] * vector[j];
    return sum;
  });

/**
 * A Gaussian process on R(ξ) ∇log p(ξ), entry by entry, with the kernel (1 + k_F)²: model 1 of Ghavamzadeh & Engel 2006,
 * "Bayesian Policy Gradient Algorithms", section 4.
 */
function ofProducts({ kernel, returns, noiseVariance, dimension }: Evidence): GradientPosterior {
  const count = kernel.rows;
  const squared = matrix(
    count,
    count,
    kernel.data.map((k) => (1 + k) ** 2),
  );
  const integral = returns.map((_, i) => 1 + kernel.data[i * count + i]);
  const solved = times(shiftedInverse(squared, noiseVariance), integral);
  return {
    weights: solved.map((weight, i) => weight * returns[i]),
    variance: 1 + dimension - dot(Float64Array.from(solved), Float64Array.from(integral)),
  };
}

/** A Gaussian process on R(ξ) with the Fisher kernel k_F: model 2 there. */
function ofReturns({ kernel, returns, noiseVariance, dimension }: Evidence): GradientPosterior {
  const inverted = shiftedInverse(kernel, noiseVariance);
  return { weights: times(inverted, returns), variance: dimension - trace(product(inverted, kernel)) };
}

/** By what the Gaussian process is on. */
export const gradientPosterior = { products: ofProducts, returns: ofReturns } as const;
