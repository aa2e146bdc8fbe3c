import * as tf from '@tensorflow/tfjs-core';
import { assertShapes } from './assertShape.js';

/** [B], ½ (x − y)². */
export function halfSquare(x_B: tf.Tensor, target_B: tf.Tensor): tf.Tensor {
  assertShapes({ x_B: [x_B, ['B']], target_B: [target_B, ['B']] });
  return tf.mul(0.5, tf.square(tf.sub(x_B, target_B)));
}

/** [B], Huber's loss: ½ (x − y)² up to a distance of δ, linear beyond (Huber 1964). */
export function huber(x_B: tf.Tensor, target_B: tf.Tensor, delta: number): tf.Tensor {
  assertShapes({ x_B: [x_B, ['B']], target_B: [target_B, ['B']] });
  const distance_B = tf.abs(tf.sub(x_B, target_B));
  const near_B = tf.minimum(distance_B, delta);
  return tf.add(tf.mul(0.5, tf.square(near_B)), tf.mul(delta, tf.sub(distance_B, near_B)));
}
