import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  type Belief,
  type Copy,
  describeNetwork,
  deviationOptions,
  GaussianNetwork,
  type GaussianParameters,
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

/** Where [−1, 1] of each dimension lies in the environment's own units. */
export interface Box {
  readonly centre_A: readonly number[];
  readonly halfWidth_A: readonly number[];
}

/** A Gaussian in the environment's own units, as one in box units; without a box it is one. */
function inBox({ mean_BA, logStd_BA }: GaussianParameters, box: Box | undefined): GaussianParameters {
  if (!box) return { mean_BA, logStd_BA };
  const halfWidth_A = tf.tensor1d([...box.halfWidth_A]);
  return {
    mean_BA: tf.div(tf.sub(mean_BA, tf.tensor1d([...box.centre_A])), halfWidth_A),
    logStd_BA: tf.sub(logStd_BA, tf.log(halfWidth_A)),
  };
}

/**
 * π(a|s) = N(μ_φ(s), σ_φ(s)) before the squash: amortised inference. Its E-step ascends the per-state objective
 * E_π[Q] − α KL(π‖p) with the gradient that the estimator in its slot provides.
 */
export class GaussianNetworkPosterior implements ProgramSlot<PosteriorProgram> {
  readonly #network: GaussianNetwork;
  readonly #squash: Squash;
  readonly #box: Box | undefined;

  constructor(
    options: z.output<typeof gaussianNetworkOptions>,
    squash: Squash,
    observation: ObservationSpace,
    action: ActionSpace,
    parameters: ParameterStore,
    box?: Box,
  ) {
    const dimension = action.kind === 'box' ? action.dimension : action.count;
    const group = parameters.group(GROUP, {
      learningRate: options.learningRate,
      contents: `${describeNetwork(options)}: ${squash} Gaussian, ${GaussianNetwork.contents(options)}${box ? ', in the environment’s units' : ''}`,
    });
    const shape = { name: 'policy', input: observation.size, ...networkOf(options) };
    this.#network = new GaussianNetwork(group, shape, dimension, options);
    this.#squash = squash;
    this.#box = box;
  }

  program(step: StepContext): PosteriorProgram {
    const infer = (observation_BO: tf.Tensor, copy: Copy = 'online'): Belief =>
      gaussianDensity(
        inBox(this.#network.forward(step.parameters(GROUP, copy), observation_BO), this.#box),
        this.#squash,
        step.noise,
      );
    return {
      infer: (observation_BO, _purpose, copy) => infer(observation_BO, copy),
      loss: () => amortisedEStep(step, GROUP, infer),
    };
  }
}
