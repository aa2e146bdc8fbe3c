import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  type Belief,
  type Copy,
  constant,
  gaussianDensity,
  Mlp,
  networkOf,
  networkOptions,
  type ObservationSpace,
  type ParameterStore,
  type PosteriorProgram,
  type ProgramSlot,
  type Squash,
  type StepContext,
  type Tensors,
} from '@vem/framework';
import { z } from 'zod';
import { amortisedEStep } from './eStep.js';

const GROUP = 'posterior';
const LOG_STD = 'logStd';

/** Options of posteriors that are a Gaussian whose mean and log σ come from a network. */
export const gaussianNetworkOptions = z.strictObject({
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: '2×256 in Haarnoja et al. 2018, arXiv:1812.05905, table 1',
    activation: 'relu',
    activationSource: 'ReLU in arXiv:1812.05905',
  }),
  deviation: z
    .enum(['network', 'parameter'])
    .default('network')
    .describe(
      'where log σ comes from: the network, state by state; or one free number per dimension, the same in every state, as in Schulman et al. 2017, arXiv:1707.06347, section 6.1',
    ),
  initialLogStd: z
    .number()
    .default(0)
    .describe(
      'log σ at the start, in pre-squash units, where it is a free number; 0 in the public code of arXiv:1707.06347',
    ),
  logStdRange: z
    .tuple([z.number(), z.number()])
    .default([-20, 2])
    .describe('log σ is clipped to these, in pre-squash units; −20 and 2 in the public code of arXiv:1801.01290'),
  learningRate: z.number().positive().optional().describe('unset: the optimiser’s'),
});

const contentsOf = (
  { activation, deviation, logStdRange }: z.output<typeof gaussianNetworkOptions>,
  squash: Squash,
) => {
  const own = deviation === 'network' ? '' : ', log σ the same in every state';
  return `${activation} network: ${squash} Gaussian, mean and log σ within ${logStdRange.join(' … ')}${own}`;
};

/**
 * π(a|s) = N(μ_φ(s), σ_φ(s)) before the squash: amortised inference. Its E-step ascends the per-state objective
 * E_π[Q] − α KL(π‖p) with the gradient that the estimator in its slot provides.
 */
export class GaussianNetworkPosterior implements ProgramSlot<PosteriorProgram> {
  readonly #network: Mlp;
  readonly #squash: Squash;
  readonly #logStdRange: readonly [number, number];
  readonly #deviation: 'network' | 'parameter';

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
      contents: contentsOf(options, squash),
    });
    this.#network = new Mlp(group, {
      name: 'policy',
      input: observation.size,
      ...networkOf(options),
      output: options.deviation === 'network' ? 2 * dimension : dimension,
    });
    if (options.deviation === 'parameter') group.declare(LOG_STD, [dimension], constant(options.initialLogStd));
    this.#deviation = options.deviation;
    this.#squash = squash;
    this.#logStdRange = options.logStdRange;
  }

  program(step: StepContext): PosteriorProgram {
    const infer = (observation_BO: tf.Tensor, copy: Copy = 'online'): Belief => {
      const [mean_BA, raw_BA] = this.#outputs(step.parameters(GROUP, copy), observation_BO);
      const logStd_BA = tf.clipByValue(raw_BA, ...this.#logStdRange);
      return gaussianDensity({ mean_BA, logStd_BA }, this.#squash, step.noise);
    };
    return {
      infer: (observation_BO, _purpose, copy) => infer(observation_BO, copy),
      loss: () => amortisedEStep(step, GROUP, infer),
    };
  }

  /** μ and unclipped log σ, [B, A] each. */
  #outputs(parameters: Tensors, observation_BO: tf.Tensor): readonly [tf.Tensor, tf.Tensor] {
    const output = this.#network.forward(parameters, observation_BO);
    if (this.#deviation === 'network') return tf.split(output, 2, 1) as [tf.Tensor, tf.Tensor];
    return [output, tf.add(tf.zerosLike(output), parameters[LOG_STD])];
  }
}
