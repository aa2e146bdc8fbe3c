import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, logProbOf, logRatio, measureOf, sampleOf } from '@vem/framework';
import { z } from 'zod';

/**
 * Pathwise gradient of the per-state objective: a = f(ε; φ), so ∇_φ E_π[Q − α log(π/p)] is the mean of the gradient
 * through the samples (Haarnoja et al. 2018, arXiv:1812.05905, eqs 9-10, with a general prior).
 */
export const reparameterised = definePlugin({
  slot: 'gradientEstimator',
  name: 'reparameterised',
  description: 'Gradient through sampled actions',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications',
    arxiv: '1812.05905',
    where: 'eqs 9-10',
  },
  config: z.strictObject({
    samples: z.int().positive().default(1).describe('actions per state; 1 in arXiv:1812.05905'),
  }),
  provides: ['loss', 'anyState', 'perState'],
  requires: [
    'posterior.pathwise',
    'posterior.logProb',
    'prior.density',
    'valueEstimator.q',
    'valueEstimator.actionGradient',
  ],
  inject: [],
  create: ({ samples }) => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const sample = sampleOf(belief, samples);
        const q_SB = step.valueEstimator.q(observation_BO, sample, 'online', 'eStep');
        const kl_SB = logRatio(belief, step.prior.at(observation_BO, 'target'), sample);
        const objective_SB = tf.sub(q_SB, tf.mul(step.temperature.alpha(), kl_SB));
        const objective = tf.mean(objective_SB);
        const evidence = { entropy: tf.neg(tf.mean(logProbOf(belief, sample, measureOf(belief)))), kl: tf.mean(kl_SB) };
        return {
          loss: tf.neg(objective),
          rows: 'mean',
          perState_B: tf.neg(tf.mean(objective_SB, 0)),
          results: evidence,
          metrics: { objective, q: tf.mean(q_SB), ...evidence },
        };
      },
    }),
  }),
});
