import * as tf from '@tensorflow/tfjs-core';
import { assertShapes } from './assertShape.js';

/**
 * [B], min(ρ A, clip(ρ, 1 − ε, 1 + ε) A), to be ascended on: Schulman et al. 2017, arXiv:1707.06347, eq. 7. Its gradient
 * vanishes only where the ratio has left the interval in the direction that the advantage asks for.
 *
 * @param clip - ε, a scalar
 */
export function clippedSurrogate(ratio_B: tf.Tensor, advantage_B: tf.Tensor, clip: tf.Tensor): tf.Tensor {
  assertShapes({ ratio_B: [ratio_B, ['B']], advantage_B: [advantage_B, ['B']], clip: [clip, []] });
  // Bounds that are tensors: ε may be scheduled.
  const clipped_B = tf.minimum(tf.maximum(ratio_B, tf.sub(1, clip)), tf.add(1, clip));
  return tf.minimum(tf.mul(ratio_B, advantage_B), tf.mul(clipped_B, advantage_B));
}

/** A scalar, 0 … 1: the share of rows whose ratio is outside of 1 ± ε. */
export function clipFraction(ratio_B: tf.Tensor, clip: tf.Tensor): tf.Tensor {
  assertShapes({ ratio_B: [ratio_B, ['B']], clip: [clip, []] });
  return tf.mean(tf.cast(tf.greater(tf.abs(tf.sub(ratio_B, 1)), clip), 'float32'));
}

/**
 * A scalar ≥ 0, mean (ρ − 1) − log ρ: KL(μ ‖ π) by actions of μ, ρ = π/μ, without bias and with less variance than −log ρ.
 * J. Schulman 2020, "Approximating KL Divergence", k₃.
 */
export function approximateKl(logRatio_B: tf.Tensor): tf.Tensor {
  assertShapes({ logRatio_B: [logRatio_B, ['B']] });
  return tf.mean(tf.sub(tf.expm1(logRatio_B), logRatio_B));
}
