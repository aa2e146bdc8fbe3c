import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@vem/compiler';
import { assertShapes } from './assertShape.js';

/** How much rows count. Weights are 0 or more, their mean over all rows of a whole roll-out need not be 1. */
export interface WeightedRows {
  /** [B]; absent: all rows alike. */
  readonly weight_B?: tf.Tensor | undefined;
}

/**
 * A scalar, mean(weight · x) over the rows of a batch: what every loss is. With the weights of whole episodes it is the mean over
 * episodes of the sum over each one's steps, 1/M Σ_m Σ_t x. As the weights come with the rows, parts of a batch may be averaged.
 */
export function meanOverRows({ weight_B }: WeightedRows, x_B: tf.Tensor): tf.Tensor {
  if (!weight_B) return tf.mean(x_B);
  assertShapes({ x_B: [x_B, ['B']], weight_B: [weight_B, ['B']] });
  return tf.mean(tf.mul(detach(weight_B), x_B));
}

/** A scalar, Σ weight · x / Σ weight: an average in the units of x, for the log and for what is compared with a number. */
export function averageOverRows({ weight_B }: WeightedRows, x_B: tf.Tensor): tf.Tensor {
  if (!weight_B) return tf.mean(x_B);
  assertShapes({ x_B: [x_B, ['B']], weight_B: [weight_B, ['B']] });
  return tf.div(tf.sum(tf.mul(weight_B, x_B)), tf.maximum(tf.sum(weight_B), 1e-30));
}
