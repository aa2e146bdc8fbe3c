import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@vem/compiler';
import { assertShapes } from './assertShape.js';

/**
 * [T, M], for each of M episodes the weighted mean over all *others* at the same step, Σ_{n≠m} w_n x_n / Σ_{n≠m} w_n, and 0 where there
 * are none: a baseline that does not depend on the episode's own actions, so that it leaves the mean of a score estimator exactly as it
 * is. Without gradient.
 *
 * @param weight_TM - w ≥ 0; 0 where an episode has no such step
 */
export function leaveOneOut(x_TM: tf.Tensor, weight_TM: tf.Tensor): tf.Tensor {
  assertShapes({ x_TM: [x_TM, ['T', 'M']], weight_TM: [weight_TM, ['T', 'M']] });
  const others = (y_TM: tf.Tensor) => tf.sub(tf.sum(y_TM, 1, true), y_TM);
  const weight_others_TM = others(weight_TM);
  const sum_TM = others(tf.mul(weight_TM, x_TM));
  const some_TM = tf.greater(weight_others_TM, 1e-6);
  const safe_TM = tf.where(some_TM, weight_others_TM, tf.onesLike(weight_others_TM));
  return detach(tf.where(some_TM, tf.div(sum_TM, safe_TM), tf.zerosLike(sum_TM)));
}
