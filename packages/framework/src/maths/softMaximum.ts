import * as tf from '@tensorflow/tfjs-core';

/**
 * α log Σ w exp(q / α) along an axis: the largest value of E_π[q] − α KL(π ‖ w) over all π, which π ∝ w e^{q/α} reaches. The
 * largest q is taken out before the division, which would magnify its rounding errors where α is small.
 *
 * @param logWeight - log w, of the shape of q or one that broadcasts to it
 * @param alpha - a scalar, > 0, in units of q
 */
export function softMaximum(q: tf.Tensor, logWeight: tf.Tensor | number, alpha: tf.Tensor, axis: number): tf.Tensor {
  const largest = tf.max(q, axis, true);
  const excess = tf.add(tf.div(tf.sub(q, largest), alpha), logWeight);
  return tf.add(tf.squeeze(largest, [axis < 0 ? axis + q.rank : axis]), tf.mul(alpha, tf.logSumExp(excess, axis)));
}

/**
 * log of the normalised weights w e^{q/α} / Σ w e^{q/α} along an axis: the posterior that goes with the soft maximum.
 *
 * @param logWeight - log w; 0 for equal weights
 */
export function softMaximiser(q: tf.Tensor, logWeight: tf.Tensor | number, alpha: tf.Tensor, axis: number): tf.Tensor {
  const tempered = tf.div(tf.sub(q, tf.max(q, axis, true)), alpha);
  const excess = typeof logWeight === 'number' && logWeight === 0 ? tempered : tf.add(tempered, logWeight);
  return tf.sub(excess, tf.logSumExp(excess, axis, true));
}
