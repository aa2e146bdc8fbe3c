import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@vem/compiler';
import { assertShapes } from './assertShape.js';

export interface WeightsByRow {
  /** [B], adds up to 1; 0 for rows that do not count. */
  readonly weight_B: tf.Tensor;
  /** [B], logs of the weights and of the shares that the rows have before; very low for rows that do not count. */
  readonly logWeight_B: tf.Tensor;
  readonly logShare_B: tf.Tensor;
}

/** Stands for the log of nothing. */
const NOTHING = -1e9;

/**
 * Weights ∝ q e^{A/η} on rows that do not count alike, q ∝ `share_B`: topWeights with all of its places, where the rows are
 * not equally likely to begin with. Without gradient.
 *
 * @param eta - a scalar, > 0, in units of A; @param share_B - ≥ 0, adds up to anything but 0
 * @throws VEM_SHAPE
 */
export function weightsByRow(advantage_B: tf.Tensor, eta: tf.Tensor, share_B: tf.Tensor): WeightsByRow {
  assertShapes({ advantage_B: [advantage_B, ['B']], share_B: [share_B, ['B']], eta: [eta, []] });
  const counts_B = tf.greater(share_B, 0);
  const only = (x_B: tf.Tensor) => tf.where(counts_B, x_B, tf.fill(x_B.shape, NOTHING));
  const logShare_B = only(tf.log(tf.div(tf.maximum(share_B, 1e-30), tf.sum(share_B))));
  const largest = tf.max(only(advantage_B));
  // Differences are divided, not values: where η is small that keeps their precision.
  const logit_B = tf.add(tf.div(tf.sub(advantage_B, largest), eta), logShare_B);
  const logWeight_B = only(tf.sub(logit_B, tf.logSumExp(only(logit_B))));
  return {
    weight_B: detach(tf.exp(logWeight_B)),
    logWeight_B: detach(logWeight_B),
    logShare_B: detach(logShare_B),
  };
}
