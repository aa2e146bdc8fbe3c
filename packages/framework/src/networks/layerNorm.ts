import * as tf from '@tensorflow/tfjs-core';

/** Added to the variance, in squared units of what is normalised; 1e-5 in PyTorch, Sonnet and Haiku. */
const EPSILON = 1e-5;

/** [B, H], each row moved to mean 0 and scaled to variance 1: Ba, Kiros and Hinton 2016, arXiv:1607.06450, eq. 3. */
export function layerNorm(x_BH: tf.Tensor): tf.Tensor {
  const centred_BH = tf.sub(x_BH, tf.mean(x_BH, -1, true));
  const variance_B1 = tf.mean(tf.square(centred_BH), -1, true);
  return tf.mul(centred_BH, tf.rsqrt(tf.add(variance_B1, EPSILON)));
}
