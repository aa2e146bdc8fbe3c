import type * as tf from '@tensorflow/tfjs-core';
import {
  type Copy,
  describeNetwork,
  type MlpShape,
  networkOf,
  networkOptions,
  type ObservationSpace,
  type ParameterGroup,
  type ParameterStore,
  type StepContext,
  type Tensors,
  targetRule,
} from '@vem/framework';
import { z } from 'zod';
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
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: '2×256 as for the other networks, 3×256 in the public code of arXiv:2006.00979',
    activation: 'relu',
    activationSource: 'ReLU in arXiv:2006.00979',
    outputGain: 0,
    outputGainSource: '0: the prior starts the same in every state; nearly so in the public code of arXiv:2006.00979',
  }),
  target: targetRule(100, 'the public code of Hoffman et al. 2020, arXiv:2006.00979')
    .default({ kind: 'copyEvery', updates: 100 })
    .describe('how the lagging copy follows, that posteriors and value targets are measured against'),
  trainable: z.boolean().default(true).describe('false: stays as it starts, or as it was loaded, and needs no M-step'),
};

type Options = z.output<z.ZodObject<typeof priorNetworkOptions>>;

/** A network that makes something of its input, with the parameters of its group. */
interface Evaluated<T> {
  forward(parameters: Tensors, x_BI: tf.Tensor): T;
}

/** The network behind a learned prior, on its view of the observation, with a lagging copy if it is trained. */
export class PriorNetwork<T> {
  readonly #network: Evaluated<T>;
  readonly #view: View;
  readonly #trainable: boolean;

  /**
   * @param contents - what its numbers are; @param network - declares it in the prior's group
   * @throws VEM_VIEW_UNKNOWN, VEM_NETWORK_RESIDUAL
   */
  constructor(
    options: Options,
    contents: string,
    observation: ObservationSpace,
    parameters: ParameterStore,
    network: (group: ParameterGroup, shape: Omit<MlpShape, 'output'>) => Evaluated<T>,
  ) {
    const { trainable, learningRate, target } = options;
    const group = parameters.group(PRIOR_GROUP, {
      contents: `${describeNetwork(options)}: ${contents}`,
      ...(trainable ? { learningRate, target } : { trained: false }),
    });
    this.#view = viewOf(observation, options.view);
    this.#trainable = trainable;
    this.#network = network(group, { name: 'prior', input: this.#view.size, ...networkOf(options) });
  }

  /** Of observations [B, O]. */
  forward(step: StepContext, observation_BO: tf.Tensor, copy: Copy = 'online'): T {
    const parameters = step.parameters(PRIOR_GROUP, this.#trainable ? copy : 'online');
    return this.#network.forward(parameters, this.#view.of(observation_BO));
  }
}
