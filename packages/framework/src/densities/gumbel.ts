import * as tf from '@tensorflow/tfjs-core';
import type { Noise } from '../slots/step.js';

/** Smallest normal float32: keeps log(0) out where u is exactly 0. */
const SMALLEST = 1.2e-38;

/** Standard Gumbel noise, −log(−log u): the largest of log p + noise is a draw from p. 1 − u keeps log(0) out. */
export function gumbelNoise(noise: Noise, shape: readonly number[]): tf.Tensor {
  const uniform = tf.sub(1, noise.uniform(shape));
  return tf.neg(tf.log(tf.maximum(tf.neg(tf.log(uniform)), SMALLEST)));
}
