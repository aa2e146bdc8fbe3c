import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSpace,
  type Belief,
  type Copy,
  gaussianDensity,
  Mlp,
  type ObservationSpace,
  type ParameterStore,
  type PosteriorProgram,
  type ProgramSlot,
  type Squash,
  type StepContext,
} from '@vem/framework';
import { z } from 'zod';

const GROUP = 'posterior';

/** Options of posteriors that are a Gaussian whose mean and log σ come from a network. */
export const gaussianNetworkOptions = z.strictObject({
  hidden: z
    .array(z.int().positive())
    .default([256, 256])
    .describe('units per hidden layer; 2×256 in Haarnoja et al. 2018, arXiv:1812.05905, table 1'),
  activation: z
    .enum(['relu', 'tanh', 'elu'])
    .default('relu')
    .describe('of the hidden layers; ReLU in arXiv:1812.05905'),
  logStdRange: z
    .tuple([z.number(), z.number()])
    .default([-20, 2])
    .describe('log σ is clipped to these, in pre-squash units; −20 and 2 in the public code of arXiv:1801.01290'),
  learningRate: z.number().positive().optional().describe('unset: the optimiser’s'),
});

/**
 * π(a|s) = N(μ_φ(s), σ_φ(s)) before the squash: amortised inference. Its E-step ascends the per-state objective
 * E_π[Q] − α KL(π‖p) with the gradient that the estimator in its slot provides.
 */
export class GaussianNetworkPosterior implements ProgramSlot<PosteriorProgram> {
  readonly #network: Mlp;
  readonly #squash: Squash;
  readonly #logStdRange: readonly [number, number];

  constructor(
    options: z.output<typeof gaussianNetworkOptions>,
    squash: Squash,
    observation: ObservationSpace,
    action: ActionSpace,
    parameters: ParameterStore,
  ) {
    const dimension = action.kind === 'box' ? action.dimension : action.count;
    const { hidden, activation } = options;
    const group = parameters.group(GROUP, {
      learningRate: options.learningRate,
      contents: `${activation} network: ${squash} Gaussian, mean and log σ within ${options.logStdRange.join(' … ')}`,
    });
    this.#network = new Mlp(group, {
      name: 'policy',
      input: observation.size,
      hidden,
      output: 2 * dimension,
      activation,
    });
    this.#squash = squash;
    this.#logStdRange = options.logStdRange;
  }

  program(step: StepContext): PosteriorProgram {
    const infer = (observation_BO: tf.Tensor, copy: Copy = 'online'): Belief => {
      const [mean_BA, raw_BA] = tf.split(this.#network.forward(step.parameters(GROUP, copy), observation_BO), 2, 1);
      const logStd_BA = tf.clipByValue(raw_BA, ...this.#logStdRange);
      return gaussianDensity({ mean_BA, logStd_BA }, this.#squash, step.noise);
    };
    return {
      infer: (observation_BO, _purpose, copy) => infer(observation_BO, copy),
      loss: () => {
        const { observation_BO } = step.batch;
        const belief = infer(observation_BO);
        const { loss, results, metrics } = step.gradientEstimator.surrogate(belief, observation_BO);
        return { losses: [{ value: loss, group: GROUP, rows: 'mean' }], belief, results, metrics };
      },
    };
  }
}
