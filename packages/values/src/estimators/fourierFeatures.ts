import * as tf from '@tensorflow/tfjs-core';
import type { Initialiser, ParameterGroup, Tensors } from '@vem/framework';

const normal: Initialiser = (target, _shape, stream) => {
  for (let i = 0; i < target.length; i++) target[i] = stream.normal();
};
const phase: Initialiser = (target, _shape, stream) => {
  for (let i = 0; i < target.length; i++) target[i] = 2 * Math.PI * stream.uniform();
};

/**
 * Random features of observations whose products approximate a Gaussian kernel, √2 cos(W o / ℓ + b) with W ~ N(0, 1) and
 * b ~ U(0, 2π), and a constant 1: Rahimi and Recht 2007, "Random Features for Large-Scale Kernel Machines", algorithm 1,
 * but for the factor 1/√K.
 */
export class FourierFeatures {
  /** K, the constant included. */
  readonly count: number;
  readonly #lengthScale: number;

  /** @param input - O; @param lengthScale - ℓ, in the units of observations */
  constructor(group: ParameterGroup, input: number, random: number, lengthScale: number) {
    this.count = random + 1;
    this.#lengthScale = lengthScale;
    group.declare('features/frequency', [input, random], normal).declare('features/phase', [random], phase);
  }

  /** [B, O] → [B, K]. @param parameters - the group's tensors, by name */
  of(parameters: Tensors, observation_BO: tf.Tensor): tf.Tensor {
    const angle_BK = tf.add(
      tf.matMul(tf.div(observation_BO, this.#lengthScale), parameters['features/frequency']),
      parameters['features/phase'],
    );
    const random_BK = tf.mul(Math.SQRT2, tf.cos(angle_BK));
    return tf.concat([tf.ones([observation_BO.shape[0]!, 1]), random_BK], 1);
  }
}
