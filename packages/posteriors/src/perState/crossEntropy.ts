import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  type Belief,
  definePlugin,
  detach,
  gaussianDensity,
  type OfferedStep,
  type StepContext,
  sampleOf,
  Tokens,
  weightedMoments,
} from '@vem/framework';
import { z } from 'zod';
import { logStdRange, searchOptions, startAt, startRequirements } from './start.js';

const CODE = 'the public code of Marino et al. 2019';

const config = z.strictObject({
  iterations: z.int().positive().default(3).describe(`rounds of drawing and fitting; 3 in ${CODE}`),
  samples: z.int().min(2).default(64).describe('N, actions per round and state; chosen here'),
  elites: z
    .int()
    .min(2)
    .default(10)
    .describe(`best actions of a round that the next Gaussian is fitted to; 10 in ${CODE}`),
  ...searchOptions,
  logStdRange,
});

type Step = OfferedStep<'valueEstimator.q'>;

/** [S, B], 1 over as many as there are for the largest values of each state; those that tie for the last place share it. */
function eliteWeights(q_SB: tf.Tensor, elites: number): tf.Tensor {
  const best_BE = tf.topk(tf.transpose(q_SB), elites).values;
  const last_B = tf.min(best_BE, -1);
  const taken_SB = tf.cast(tf.greaterEqual(q_SB, last_B), 'float32');
  return tf.div(taken_SB, tf.sum(taken_SB, 0));
}

/** Rounds of the best actions' mean and deviation. */
function search(options: z.output<typeof config>, step: Step, observation_BO: tf.Tensor, dimension: number): Belief {
  const { iterations, samples, elites, squash, logStdRange } = options;
  let at = startAt(options, step as StepContext, observation_BO, dimension);
  for (let round = 0; round < iterations; round++) {
    const sample = sampleOf(gaussianDensity(at, squash, step.noise), samples);
    const q_SB = step.valueEstimator.q(observation_BO, sample, 'online', 'planner');
    const found = weightedMoments(sample.preSquash_SBA!, eliteWeights(q_SB, Math.min(elites, samples)));
    const logVariance_BA = tf.log(tf.add(detach(found.variance_BA), 1e-12));
    at = {
      mean_BA: detach(found.mean_BA),
      logStd_BA: tf.clipByValue(tf.mul(0.5, logVariance_BA), ...logStdRange),
    };
  }
  const found = gaussianDensity(at, squash, step.noise);
  // No density: that of the search says nothing about exp(Q/α), and KL costs by it would be no costs of a posterior.
  return { spaces: found.spaces, sample: found.sample!, mode: found.mode! };
}

/**
 * The cross-entropy method: the best actions under Q, found by refitting a Gaussian to the best of its own draws. It is no posterior. It
 * knows neither α nor the prior, and narrows with every round, so it has no density here, and nothing can count KL costs by it.
 */
export const crossEntropy = definePlugin({
  slot: 'posterior',
  name: 'cross-entropy',
  description:
    'Searches each state for the best actions under Q; no posterior, as it knows neither temperature nor prior',
  source: {
    title: 'Rubinstein 1999, The Cross-Entropy Method; as in Marino, Piché and Yue 2019',
    where: 'section 3.2.2',
  },
  config,
  provides: ['sample', 'mode', 'space:u', 'space:box'],
  requires: ['environment.box', 'valueEstimator.q'],
  refine: (options) => ({ requires: startRequirements(options) }),
  inject: [Tokens.action],
  create: (options, action) => ({
    program: (step) => {
      const infer = (observation_BO: tf.Tensor) => search(options, step, observation_BO, actionWidth(action));
      return {
        infer,
        loss: () => {
          const { observation_BO } = step.batch;
          const belief = infer(observation_BO);
          const sample = belief.mode!();
          const q = tf.mean(step.valueEstimator.q(observation_BO, sample, 'online', 'eStep'));
          return { losses: [], belief, metrics: { q } };
        },
      };
    },
  }),
});
