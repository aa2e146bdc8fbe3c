import * as tf from '@tensorflow/tfjs-core';

export const ACTIVATION_NAMES = ['relu', 'tanh', 'elu', 'swish', 'leakyRelu', 'gelu'] as const;
export type Activation = (typeof ACTIVATION_NAMES)[number];

const SQRT_HALF = Math.SQRT1_2;

export const ACTIVATIONS: Readonly<Record<Activation, (x: tf.Tensor) => tf.Tensor>> = {
  relu: (x) => tf.relu(x),
  tanh: (x) => tf.tanh(x),
  elu: (x) => tf.elu(x),
  /** x σ(x), Ramachandran et al. 2017, arXiv:1710.05941. */
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  /** Slope .01 below 0. */
  leakyRelu: (x) => tf.maximum(x, tf.mul(0.01, x)),
  /** x Φ(x), Hendrycks and Gimpel 2016, arXiv:1606.08415. */
  gelu: (x) => tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.mul(SQRT_HALF, x)))),
};
