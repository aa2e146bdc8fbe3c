import type * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  type Belief,
  type Copy,
  describeNetwork,
  deviationOptions,
  GaussianNetwork,
  gaussianDensity,
  networkOf,
  networkOptions,
  type ObservationSpace,
  type ParameterStore,
  type PosteriorProgram,
  type ProgramSlot,
  type Squash,
  type StepContext,
} from '@vem/framework';
import { z } from 'zod';
import { amortisedEStep } from './eStep.js';

const GROUP = 'posterior';

/** Options of posteriors that are a Gaussian whose mean, and log σ mostly, come from a network. */
export const gaussianNetworkOptions = z.strictObject({
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: '2×256 in Haarnoja et al. 2018, arXiv:1812.05905, table 1',
    activation: 'relu',
    activationSource: 'ReLU in arXiv:1812.05905',
  }),
  ...deviationOptions('exponential', 1),
});

/**
 * π(a|s) = N(μ_φ(s), σ_φ(s)) before the squash: amortised inference. Its E-step ascends the per-state objective
 * E_π[Q] − α KL(π‖p) with the gradient that the estimator in its slot provides.
 */
export class GaussianNetworkPosterior implements ProgramSlot<PosteriorProgram> {
  readonly #network: GaussianNetwork;
  readonly #squash: Squash;

  constructor(
    options: z.output<typeof gaussianNetworkOptions>,
    squash: Squash,
    observation: ObservationSpace,
    action: ActionSpace,
    parameters: ParameterStore,
  ) {
    const dimension = action.kind === 'box' ? action.dimension : action.count;
    const group = parameters.group(GROUP, {
      learningRate: options.learningRate,
      contents: `${describeNetwork(options)}: ${squash} Gaussian, ${GaussianNetwork.contents(options)}`,
    });
    const shape = { name: 'policy', input: observation.size, ...networkOf(options) };
    this.#network = new GaussianNetwork(group, shape, dimension, options);
    this.#squash = squash;
  }

  program(step: StepContext): PosteriorProgram {
    const infer = (observation_BO: tf.Tensor, copy: Copy = 'online'): Belief =>
      gaussianDensity(this.#network.forward(step.parameters(GROUP, copy), observation_BO), this.#squash, step.noise);
    return {
      infer: (observation_BO, _purpose, copy) => infer(observation_BO, copy),
      loss: () => amortisedEStep(step, GROUP, infer),
    };
  }
}
