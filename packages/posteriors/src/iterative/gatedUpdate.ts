import * as tf from '@tensorflow/tfjs-core';
import { detach, type GaussianParameters, Mlp, networkOf, type ParameterGroup, type Tensors } from '@vem/framework';
import { type Encoding, encode } from './encodings.js';
import type { IterativeOptions } from './options.js';

/**
 * One inference iteration, λ ← ω ⊙ λ + (1 − ω) ⊙ f with gate ω and proposal f by a network from the state, λ and the gradient of
 * the state's objective: Marino et al. 2019, eq. 15; arXiv:1807.09356. What enters is without gradient: each iteration is
 * trained for its own outcome, not through the one before.
 */
export class GatedUpdate {
  readonly #network: Mlp;
  readonly #encoding: Encoding;
  readonly #range: readonly [number, number];

  /** @param input - O; @param dimension - A */
  constructor(group: ParameterGroup, input: number, dimension: number, encoding: Encoding, options: IterativeOptions) {
    this.#network = new Mlp(group, {
      name: 'refine',
      input: input + 4 * dimension,
      ...networkOf(options),
      output: 4 * dimension,
    });
    this.#encoding = encoding;
    this.#range = options.logStdRange;
  }

  /** [B, A] each. @param parameters - the group's tensors, by name */
  apply(
    parameters: Tensors,
    observation_BO: tf.Tensor,
    { mean_BA, logStd_BA }: GaussianParameters,
    gradient: GaussianParameters,
  ): GaussianParameters {
    const [from_BA, spread_BA] = [detach(mean_BA), detach(logStd_BA)];
    const inputs_BI = encode(this.#encoding, { mean_BA: from_BA, logStd_BA: spread_BA }, gradient);
    const output = this.#network.forward(parameters, tf.concat([observation_BO, inputs_BI], 1));
    const [mean, logStd, meanGate, logStdGate] = tf.split(output, 4, 1);
    return {
      mean_BA: gated(meanGate, from_BA, mean),
      logStd_BA: tf.clipByValue(gated(logStdGate, spread_BA, logStd), ...this.#range),
    };
  }
}

function gated(logit_BA: tf.Tensor, from_BA: tf.Tensor, proposal_BA: tf.Tensor): tf.Tensor {
  const gate_BA = tf.sigmoid(logit_BA);
  return tf.add(tf.mul(gate_BA, from_BA), tf.mul(tf.sub(1, gate_BA), proposal_BA));
}
