import type * as tf from '@tensorflow/tfjs-core';
import {
  type Copy,
  describeNetwork,
  type MlpShape,
  networkOf,
  networkOptions,
  type ObservationSpace,
  type ObservationView,
  type ParameterGroup,
  type ParameterStore,
  type StepContext,
  seesOption,
  type Tensors,
  targetRule,
  viewOf,
} from '@vem/framework';
import { z } from 'zod';

/** Losses of M-steps belong to this group. */
export const PRIOR_GROUP = 'prior';

/** Options of priors that are learned. */
export const learnedPriorOptions = {
  target: targetRule(100, 'the public code of Hoffman et al. 2020, arXiv:2006.00979')
    .default({ kind: 'copyEvery', updates: 100 })
    .describe('how the lagging copy follows, that posteriors and value targets are measured against'),
  trainable: z.boolean().default(true).describe('false: stays as it starts, or as it was loaded, and needs no M-step'),
};

/** Of priors over finitely many actions. */
export const exponentOption = z
  .number()
  .positive()
  .max(1)
  .default(1)
  .describe(
    'c: the prior enters as the potential p^c. With c = c_KL/(c_KL + c_Ent) and α = c_KL + c_Ent the divergence from p costs c_KL, and negative entropy c_Ent besides (Teh et al. 2017, arXiv:1707.04175, eq. 1; .5 there, with entropy costs); 1: p itself',
  );

/** Options of priors whose parameters come from a network. */
export const priorNetworkOptions = {
  view: seesOption('what the prior sees (Galashov et al. 2019, arXiv:1905.01240)'),
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: '2×256 as for the other networks, 3×256 in the public code of arXiv:2006.00979',
    activation: 'relu',
    activationSource: 'ReLU in arXiv:2006.00979',
    outputGain: 0,
    outputGainSource: '0: the prior starts the same in every state; nearly so in the public code of arXiv:2006.00979',
  }),
  ...learnedPriorOptions,
};

type Options = z.output<z.ZodObject<typeof priorNetworkOptions>>;

/** A network that makes something of its input, with the parameters of its group. */
interface Evaluated<T> {
  forward(parameters: Tensors, x_BI: tf.Tensor): T;
}

/** The network behind a learned prior, on its view of the observation, with a lagging copy if it is trained. */
export class PriorNetwork<T> {
  readonly #network: Evaluated<T>;
  readonly #view: ObservationView;
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
    this.#view = viewOf(observation, options.view, { slot: 'prior', option: 'view' });
    this.#trainable = trainable;
    this.#network = network(group, { name: 'prior', input: this.#view.size, ...networkOf(options) });
  }

  /** Of observations [B, O]. */
  forward(step: StepContext, observation_BO: tf.Tensor, copy: Copy = 'online'): T {
    const parameters = step.parameters(PRIOR_GROUP, this.#trainable ? copy : 'online');
    return this.#network.forward(parameters, this.#view.of(observation_BO));
  }
}
