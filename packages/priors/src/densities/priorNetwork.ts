import type * as tf from '@tensorflow/tfjs-core';
import { type Copy, Mlp, type ObservationSpace, type ParameterStore, type StepContext, zeros } from '@vem/framework';
import { z } from 'zod';
import { targetRule } from '../targetRule.js';
import { type View, viewOf } from './view.js';

/** Losses of M-steps belong to this group. */
export const PRIOR_GROUP = 'prior';

/** Options of priors whose parameters come from a network. */
export const priorNetworkOptions = {
  view: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      'names of the parts of the observation that the prior sees (Galashov et al. 2019, arXiv:1905.01240); unset: all of them',
    ),
  hidden: z
    .array(z.int().positive())
    .default([256, 256])
    .describe('units per hidden layer; 2×256 as for the other networks, 3×256 in the public code of arXiv:2006.00979'),
  activation: z.enum(['relu', 'tanh', 'elu']).default('relu').describe('of the hidden layers'),
  zeroLastLayer: z
    .boolean()
    .default(true)
    .describe(
      'whether the last layer starts at 0, so that the prior starts the same in every state; nearly so in the public code of arXiv:2006.00979',
    ),
  target: targetRule
    .default({ kind: 'copyEvery', updates: 100 })
    .describe('how the lagging copy follows, that posteriors and value targets are measured against'),
  trainable: z.boolean().default(true).describe('false: stays as it starts, or as it was loaded, and needs no M-step'),
  learningRate: z.number().positive().optional().describe('unset: the optimiser’s'),
};

type Options = z.output<z.ZodObject<typeof priorNetworkOptions>>;

/** The network behind a learned prior, on its view of the observation, with a lagging copy if it is trained. */
export class PriorNetwork {
  readonly #network: Mlp;
  readonly #view: View;
  readonly #trainable: boolean;

  /** @param output - its numbers, and what they are. @throws VEM_VIEW_UNKNOWN */
  constructor(
    options: Options,
    output: { readonly size: number; readonly contents: string },
    observation: ObservationSpace,
    parameters: ParameterStore,
  ) {
    const { hidden, activation, trainable, learningRate, target } = options;
    const contents = `${activation} network: ${output.contents}`;
    const group = parameters.group(PRIOR_GROUP, {
      contents,
      ...(trainable ? { learningRate, target } : { trained: false }),
    });
    this.#view = viewOf(observation, options.view);
    this.#trainable = trainable;
    this.#network = new Mlp(group, {
      name: 'prior',
      input: this.#view.size,
      hidden,
      output: output.size,
      activation,
      ...(options.zeroLastLayer ? { lastLayer: zeros } : {}),
    });
  }

  /** [B, O] → [B, output] */
  forward(step: StepContext, observation_BO: tf.Tensor, copy: Copy = 'online'): tf.Tensor {
    const parameters = step.parameters(PRIOR_GROUP, this.#trainable ? copy : 'online');
    return this.#network.forward(parameters, this.#view.of(observation_BO));
  }
}
