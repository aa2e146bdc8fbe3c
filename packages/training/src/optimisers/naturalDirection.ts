import { addScaled, conjugateGradient, dot, type FlatFunction } from '@vem/framework';
import { z } from 'zod';

const PAPER = 'Schulman et al. 2015, arXiv:1502.05477';

/** The options of optimisers that solve F x = g. */
export const directionOptions = {
  iterations: z
    .int()
    .positive()
    .default(10)
    .describe(`steps of conjugate gradients, a product with F each; 10 in ${PAPER}, appendix C`),
  tolerance: z
    .number()
    .min(0)
    .default(1e-10)
    .describe(
      '‖g − F x‖² at which x is taken as it is; 1e-10 in the public code of that paper and in OpenAI Baselines',
    ),
  damping: z
    .number()
    .min(0)
    .default(0.1)
    .describe(
      'λ in (F + λI) x = g, as F alone may be singular; .1 in the public code of that paper and in OpenAI Baselines',
    ),
};

export interface DirectionOptions {
  readonly iterations: number;
  readonly tolerance: number;
  readonly damping: number;
}

export interface NaturalDirection {
  /** x, [n], uphill on what g is the gradient of. */
  readonly direction: Float64Array;
  /** xᵀ (F + λI) x */
  readonly damped: number;
  /** xᵀ F x */
  readonly plain: number;
  /** Products that were taken. */
  readonly iterations: number;
}

/**
 * Solves (F + λI) x = g by conjugate gradients, F the Hessian of a divergence at a point, of which there are products
 * alone: arXiv:1502.05477, appendix C. Products are in single precision, everything else in double.
 *
 * @param gradient - g, [n]
 */
export function naturalDirection(
  divergence: Pick<FlatFunction, 'hessianVector'>,
  point: Float32Array,
  gradient: Float32Array,
  { damping, ...limits }: DirectionOptions,
): NaturalDirection {
  const [vector, image] = [new Float32Array(point.length), new Float32Array(point.length)];
  const right = Float64Array.from(gradient);
  const product = (direction: Float64Array, result: Float64Array) => {
    vector.set(direction);
    divergence.hessianVector(point, vector, image);
    result.set(image);
    addScaled(result, damping, direction);
  };
  const { solution: direction, residual, iterations } = conjugateGradient(product, right, limits);
  // xᵀAx = xᵀ(b − r), without a product of its own.
  const damped = dot(direction, right) - dot(direction, residual);
  return { direction, damped, plain: damped - damping * dot(direction, direction), iterations };
}
