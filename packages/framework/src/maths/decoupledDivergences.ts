import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@vem/compiler';
import type { GaussianParameters } from '../slots/density.js';
import { assertShapes } from './assertShape.js';

/**
 * [B, A] each: C_μ = ½ ((μ − μ̄) / σ̄)², under the *previous* deviation, and C_Σ = KL(N(μ̄, σ̄) ‖ N(μ̄, σ)), Abdolmaleki et al.
 * 2018, arXiv:1812.02256, fitting step. Their sum is the whole divergence only where the deviation stays. Nothing flows to
 * the previous Gaussian.
 */
export function decoupledDivergences(previous: GaussianParameters, current: GaussianParameters) {
  const [mean_BA, logStd_BA] = [detach(previous.mean_BA), detach(previous.logStd_BA)];
  assertShapes({
    'previous.mean_BA': [mean_BA, ['B', 'A']],
    'previous.logStd_BA': [logStd_BA, ['B', 'A']],
    'current.mean_BA': [current.mean_BA, ['B', 'A']],
    'current.logStd_BA': [current.logStd_BA, ['B', 'A']],
  });
  const shift_BA = tf.mul(tf.sub(current.mean_BA, mean_BA), tf.exp(tf.neg(logStd_BA)));
  // x − log x − 1 with x = σ̄²/σ²; expm1 keeps its precision where the two are nearly equal.
  const twice_BA = tf.mul(2, tf.sub(logStd_BA, current.logStd_BA));
  return {
    mean_BA: tf.mul(0.5, tf.square(shift_BA)),
    covariance_BA: tf.mul(0.5, tf.sub(tf.expm1(twice_BA), twice_BA)),
  };
}
