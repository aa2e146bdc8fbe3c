import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@vem/compiler';
import { assertShapes } from './assertShape.js';
import { averageOverRows, type WeightedRows } from './rowMeans.js';

/** Beyond e^±20 a ratio says only that two densities have nothing in common. */
const LARGEST_LOG_RATIO = 20;

/**
 * min(bound, π/μ), of any shape. Logarithms are clipped before the exponential: near the edge of a squash, densities of
 * recorded actions overflow.
 *
 * @param logRatio - log π − log μ
 * @param bound - largest ratio that counts, > 0; absent: e²⁰
 */
export function truncatedRatio(logRatio: tf.Tensor, bound = Number.POSITIVE_INFINITY): tf.Tensor {
  return tf.exp(tf.clipByValue(logRatio, -LARGEST_LOG_RATIO, Math.min(LARGEST_LOG_RATIO, Math.log(bound))));
}

/**
 * [B], min(ρ A, clip(ρ, 1 − ε, 1 + ε) A), to be ascended on: Schulman et al. 2017, arXiv:1707.06347, eq. 7. Its gradient
 * vanishes only where the ratio has left the interval in the direction that the advantage asks for. Advantages have none.
 *
 * @param clip - ε, a scalar
 */
export function clippedSurrogate(ratio_B: tf.Tensor, advantage_B: tf.Tensor, clip: tf.Tensor): tf.Tensor {
  assertShapes({ ratio_B: [ratio_B, ['B']], advantage_B: [advantage_B, ['B']], clip: [clip, []] });
  // Bounds that are tensors: ε may be scheduled.
  const clipped_B = tf.minimum(tf.maximum(ratio_B, tf.sub(1, clip)), tf.add(1, clip));
  const constant_B = detach(advantage_B);
  return tf.minimum(tf.mul(ratio_B, constant_B), tf.mul(clipped_B, constant_B));
}

/** A scalar, 0 … 1: the share of rows whose ratio is outside of 1 ± ε. */
export function clipFraction(ratio_B: tf.Tensor, clip: tf.Tensor, weighted: WeightedRows = {}): tf.Tensor {
  assertShapes({ ratio_B: [ratio_B, ['B']], clip: [clip, []] });
  return averageOverRows(weighted, tf.cast(tf.greater(tf.abs(tf.sub(ratio_B, 1)), clip), 'float32'));
}

/**
 * A scalar ≥ 0, mean (ρ − 1) − log ρ: KL(μ ‖ π) by actions of μ, without bias and with less variance than −log ρ.
 * J. Schulman 2020, "Approximating KL Divergence", k₃. Its Hessian where π = μ is the mean of ∇log π ∇log πᵀ over the
 * actions, the empirical Fisher matrix; that of −log ρ is not, and need not be positive semi-definite.
 *
 * @param logRatio_B - log ρ = log π(a|s) − log μ(a|s)
 */
export function sampledKl(logRatio_B: tf.Tensor, weighted: WeightedRows = {}): tf.Tensor {
  assertShapes({ logRatio_B: [logRatio_B, ['B']] });
  return averageOverRows(weighted, tf.sub(tf.expm1(logRatio_B), logRatio_B));
}

/** The same as a figure to look at: without gradient. */
export const approximateKl = (logRatio_B: tf.Tensor, weighted: WeightedRows = {}): tf.Tensor =>
  detach(sampledKl(logRatio_B, weighted));
