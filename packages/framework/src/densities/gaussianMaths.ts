import * as tf from '@tensorflow/tfjs-core';
import type { GaussianParameters } from '../slots/density.js';

const LOG_2PI = Math.log(2 * Math.PI);

/** [S, B] from [S, B, A] and [B, A]: Σ_i log N(u_i; μ_i, σ_i). */
export function gaussianLogProb(u_SBA: tf.Tensor, { mean_BA, logStd_BA }: GaussianParameters): tf.Tensor {
  const standard_SBA = tf.mul(tf.sub(u_SBA, mean_BA), tf.exp(tf.neg(logStd_BA)));
  return tf.sum(tf.sub(tf.mul(-0.5, tf.add(tf.square(standard_SBA), LOG_2PI)), logStd_BA), -1);
}

/**
 * [S, B], Σ_i log |d tanh(u_i)/du_i| = Σ_i 2 (log 2 − u_i − softplus(−2u_i)): exact for large |u|, where
 * log(1 − tanh² u + ε) is not (Haarnoja et al. 2018, arXiv:1812.05905, appendix C, in stable form).
 */
export function tanhLogDeterminant(u_SBA: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(2, tf.sub(tf.sub(Math.LN2, u_SBA), tf.softplus(tf.mul(-2, u_SBA)))), -1);
}

/** [B], KL(N₀ ‖ N₁) of diagonal Gaussians: Σ_i ½ (σ₀²/σ₁² + (μ₁−μ₀)²/σ₁² − 1 − log σ₀²/σ₁²). */
export function gaussianKl(from: GaussianParameters, to: GaussianParameters): tf.Tensor {
  const logRatio_BA = tf.sub(from.logStd_BA, to.logStd_BA);
  const distance_BA = tf.mul(tf.sub(to.mean_BA, from.mean_BA), tf.exp(tf.neg(to.logStd_BA)));
  const terms_BA = tf.sub(
    tf.add(tf.exp(tf.mul(2, logRatio_BA)), tf.square(distance_BA)),
    tf.add(1, tf.mul(2, logRatio_BA)),
  );
  return tf.mul(0.5, tf.sum(terms_BA, -1));
}
