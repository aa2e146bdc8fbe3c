import * as tf from '@tensorflow/tfjs-core';

/** [B], the value of one action per state: picks from [B, A] by one-hot actions [B, A]. */
export function chosenValue(q_BA: tf.Tensor, action_BA: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(q_BA, action_BA), -1);
}

/** [S, B], the values of sampled actions: picks from [B, A] by one-hot actions [S, B, A]. */
export function sampledValue(q_BA: tf.Tensor, action_SBA: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(action_SBA, q_BA), -1);
}
