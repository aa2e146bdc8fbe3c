import * as tf from '@tensorflow/tfjs-core';

/**
 * [B], the exact median of each row's `count` largest values: of all of them by default, of an even number the mean of
 * the middle two. Takes the upper half of each row in order instead of sorting all of it.
 */
export function medianOfRows(values_BN: tf.Tensor, count = values_BN.shape[1]!): tf.Tensor {
  const rows = values_BN.shape[0]!;
  const upper = Math.floor(count / 2) + 1;
  const middle = count % 2 === 0 ? 2 : 1;
  const { values } = tf.topk(values_BN, upper);
  return tf.mean(tf.slice(values, [0, upper - middle], [rows, middle]), 1);
}
