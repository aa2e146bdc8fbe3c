import * as tf from '@tensorflow/tfjs-core';
import { assertShapes } from './assertShape.js';
import { averageOverRows, type WeightedRows } from './rowMeans.js';

/** Keeps the division finite where all numbers are equal; 1e-8 in public code of arXiv:1707.06347. */
const EPSILON = 1e-8;

/**
 * [B], (x − mean x) / (std x + 1e-8) with the unbiased deviation (÷ B − 1), as PyTorch's `std` has it. A single number has
 * no deviation and is only centred. Where rows have weights, mean and deviation are those of the weighted rows; rows of weight 0
 * count for nothing.
 */
export function standardised(x_B: tf.Tensor, weighted: WeightedRows = {}): tf.Tensor {
  assertShapes({ x_B: [x_B, ['B']] });
  const { weight_B } = weighted;
  if (weight_B) {
    const centred_B = tf.sub(x_B, averageOverRows(weighted, x_B));
    const steps = tf.sum(tf.sign(weight_B));
    const unbiased = tf.div(steps, tf.maximum(tf.sub(steps, 1), 1));
    const deviation = tf.sqrt(tf.mul(unbiased, averageOverRows(weighted, tf.square(centred_B))));
    return tf.div(centred_B, tf.add(deviation, EPSILON));
  }
  const rows = x_B.shape[0]!;
  const centred_B = tf.sub(x_B, tf.mean(x_B));
  if (rows === 1) return centred_B;
  const deviation = tf.sqrt(tf.div(tf.sum(tf.square(centred_B)), rows - 1));
  return tf.div(centred_B, tf.add(deviation, EPSILON));
}
