import * as tf from '@tensorflow/tfjs-core';

/** [..., count] of zeros with a 1 at each index, in single precision; also of one action, which tfjs refuses. */
export function oneHot(index: tf.Tensor, count: number): tf.Tensor {
  if (count === 1) return tf.ones([...index.shape, 1]);
  return tf.cast(tf.oneHot(tf.cast(index, 'int32') as tf.Tensor1D, count), 'float32');
}
