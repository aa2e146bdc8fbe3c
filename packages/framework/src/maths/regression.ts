import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@vem/compiler';
import { assertShapes } from './assertShape.js';
import { averageOverRows, type WeightedRows } from './rowMeans.js';

/** What a value is fitted by: [B] from values and what they should be, both [B]. Targets get no gradient. */
export type Distance = (x_B: tf.Tensor, target_B: tf.Tensor) => tf.Tensor;

/** [B], ½ (x − y)². */
export const halfSquare: Distance = (x_B, target_B) => {
  assertShapes({ x_B: [x_B, ['B']], target_B: [target_B, ['B']] });
  return tf.mul(0.5, tf.square(tf.sub(x_B, detach(target_B))));
};

/** [B], Huber's loss: ½ (x − y)² up to a distance of δ, linear beyond (Huber 1964, eq. 2.1). */
export const huber =
  (delta: number): Distance =>
  (x_B, target_B) => {
    assertShapes({ x_B: [x_B, ['B']], target_B: [target_B, ['B']] });
    const distance_B = tf.abs(tf.sub(x_B, detach(target_B)));
    const near_B = tf.minimum(distance_B, delta);
    return tf.add(tf.mul(0.5, tf.square(near_B)), tf.mul(delta, tf.sub(distance_B, near_B)));
  };

/**
 * [B], max(D(x, y), D(x̄ + clip(x − x̄, ±c), y)): a value that moved further than c from what it was gets no gradient unless
 * going back would help. The value loss in the public code of Schulman et al. 2017, arXiv:1707.06347.
 *
 * @param old_B - x̄, the values before this roll-out was learned from
 * @param clip - c, in units of the values, > 0
 */
export function clippedDistance(
  distance: Distance,
  x_B: tf.Tensor,
  old_B: tf.Tensor,
  target_B: tf.Tensor,
  clip: number,
): tf.Tensor {
  assertShapes({ x_B: [x_B, ['B']], old_B: [old_B, ['B']], target_B: [target_B, ['B']] });
  const constant_B = detach(old_B);
  const near_B = tf.add(constant_B, tf.clipByValue(tf.sub(x_B, constant_B), -clip, clip));
  return tf.maximum(distance(x_B, target_B), distance(near_B, target_B));
}

/**
 * A scalar ≤ 1, 1 − Var(y − x) / Var(y): how much of the targets' differences the values tell; 0 of what a constant would. 0 where
 * all targets are equal. For the log, without gradient.
 */
export function explainedVariance(x_B: tf.Tensor, target_B: tf.Tensor, weighted: WeightedRows = {}): tf.Tensor {
  assertShapes({ x_B: [x_B, ['B']], target_B: [target_B, ['B']] });
  const mean = (y_B: tf.Tensor) => averageOverRows(weighted, y_B);
  const variance = (y_B: tf.Tensor) => mean(tf.square(tf.sub(y_B, mean(y_B))));
  const ofTargets = variance(target_B);
  const unexplained = tf.div(variance(tf.sub(target_B, x_B)), tf.maximum(ofTargets, 1e-30));
  return detach(tf.where(tf.greater(ofTargets, 0), tf.sub(1, unexplained), tf.zerosLike(ofTargets)));
}
