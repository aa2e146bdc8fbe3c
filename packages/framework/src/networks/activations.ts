import * as tf from '@tensorflow/tfjs-core';

export const ACTIVATION_NAMES = ['relu', 'tanh', 'elu', 'swish', 'leakyRelu', 'gelu'] as const;
export type Activation = (typeof ACTIVATION_NAMES)[number];

/** Slope of the leaky ReLU below 0; .01 in PyTorch and Flax. */
const LEAK = 0.01;

export const ACTIVATIONS: Readonly<Record<Activation, (x: tf.Tensor) => tf.Tensor>> = {
  relu: (x) => tf.relu(x),
  tanh: (x) => tf.tanh(x),
  elu: (x) => tf.elu(x),
  /** x σ(x), Ramachandran et al. 2017, arXiv:1710.05941; SiLU in PyTorch. */
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  leakyRelu: (x) => tf.leakyRelu(x, LEAK),
  /** x Φ(x), Hendrycks and Gimpel 2016, arXiv:1606.08415; not its approximation by tanh. */
  gelu: (x) => tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.mul(Math.SQRT1_2, x)))),
};
