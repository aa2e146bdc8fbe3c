import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  type Belief,
  definePlugin,
  type GaussianParameters,
  gaussianDensity,
  type OfferedStep,
  type StepContext,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { perStateGradient } from '../iterative/perStateGradient.js';
import { adamAscent, sgdAscent } from './ascent.js';
import { logStdRange, searchOptions, startAt, startRequirements } from './start.js';

const CODE = 'the public code of Marino et al. 2019';

const config = z.strictObject({
  iterations: z
    .int()
    .positive()
    .default(10)
    .describe(`steps up the objective of each state, wherever its posterior is asked for; 10 in ${CODE}`),
  optimiser: z
    .enum(['adam', 'sgd'])
    .default('adam')
    .describe(
      `how gradients become steps, with moments of each state's own; SGD in ${CODE}, Adam there for its best posterior`,
    ),
  learningRate: z
    .number()
    .positive()
    .default(0.1)
    .describe(
      `of mean and log σ, pre-squash. 3e-4 (SGD) and 5e-3 (Adam, 50 steps from a network's posterior) in ${CODE}; 10 steps from a constant have farther to go`,
    ),
  ...searchOptions,
  logStdRange,
});

type Step = OfferedStep<'gradientEstimator.loss' | 'gradientEstimator.perState'>;

/** Climbs J_s at each state. */
function climb(
  options: z.output<typeof config>,
  step: Step,
  observation_BO: tf.Tensor,
  dimension: number,
): GaussianParameters {
  const { optimiser, learningRate, squash, iterations, logStdRange } = options;
  const ascender = optimiser === 'adam' ? adamAscent(learningRate) : sgdAscent(learningRate);
  const objective = (at: GaussianParameters) =>
    tf.neg(step.gradientEstimator.surrogate(gaussianDensity(at, squash, step.noise), observation_BO).perState_B);
  let at = startAt(options, step as StepContext, observation_BO, dimension);
  for (let i = 0; i < iterations; i++) {
    const { mean_BA, logStd_BA } = ascender.step(at, perStateGradient(at, objective).gradient);
    at = { mean_BA, logStd_BA: tf.clipByValue(logStd_BA, ...logStdRange) };
  }
  return at;
}

/**
 * The Gaussian that maximises each state's own J_s = E_π[Q] − α KL(π‖p), by some steps of gradient ascent on its parameters, without a
 * network: what amortised posteriors are measured against. Reverse KL, so that it seeks one mode.
 */
export const gradientGaussian = definePlugin({
  slot: 'posterior',
  name: 'gradient-gaussian',
  description: 'A Gaussian at each state by gradient ascent on its own objective, without a network',
  source: { title: 'Marino, Piché and Yue 2019, On the Design of Variational RL Algorithms', where: 'section 3.2.2' },
  config,
  provides: ['sample', 'logProb', 'pathwise', 'mode', 'gaussian', 'space:u', 'space:box'],
  requires: ['environment.box', 'gradientEstimator.loss', 'gradientEstimator.anyState', 'gradientEstimator.perState'],
  refine: (options) => ({ requires: startRequirements(options) }),
  inject: [Tokens.action],
  create: (options, action) => ({
    program: (step) => {
      const infer = (observation_BO: tf.Tensor): Belief =>
        gaussianDensity(climb(options, step, observation_BO, actionWidth(action)), options.squash, step.noise);
      return {
        infer,
        loss: () => {
          const { observation_BO } = step.batch;
          const belief = infer(observation_BO);
          const { rows, results, metrics } = step.gradientEstimator.surrogate(belief, observation_BO);
          return { losses: [], belief, rows, results, metrics };
        },
      };
    },
  }),
});
