import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, sampleOf } from '@vem/framework';
import { z } from 'zod';
import * as errors from './estimatorErrors.js';

/**
 * Pathwise gradient of E_π[Q] − α (KL(π^H ‖ p^H) + E_z KL(π^L ‖ p^L)), through actions and the latents behind them: no more than the
 * objective itself, as the divergence of the parts is no less than that of actions (Tirumala et al. 2019, arXiv:1903.07438, eq. 8).
 * Q does not see the latent.
 */
export const boundedPathwise = definePlugin({
  slot: 'gradientEstimator',
  name: 'bounded-pathwise',
  description: 'Gradient through latents and actions, with the bound on the divergence part by part',
  source: {
    title: 'Tirumala et al. 2019, Exploiting Hierarchy for Learning and Transfer in KL-regularized RL',
    arxiv: '1903.07438',
    where: 'eq. 8',
  },
  config: z.strictObject({
    samples: z.int().positive().default(1).describe('latents and actions per state; 1 in arXiv:1812.05905'),
  }),
  provides: ['loss', 'anyState', 'perState'],
  requires: [
    'posterior.latents',
    'posterior.pathwise',
    'prior.latents',
    'valueEstimator.q',
    'valueEstimator.actionGradient',
  ],
  inject: [],
  create: ({ samples }) => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const q_SB = step.valueEstimator.q(observation_BO, sampleOf(belief, samples), 'online', 'eStep');
        const kl_B = belief.klTo?.(step.prior.at(observation_BO, 'target'));
        if (!kl_B) throw errors.divergenceUnknown('prior', 'another kind', 'hierarchical-gaussian');
        const q_B = tf.mean(q_SB, 0);
        const perState_B = tf.sub(tf.mul(step.temperature.alpha(), kl_B), q_B);
        const loss = tf.mean(perState_B);
        const kl = tf.mean(kl_B);
        return {
          loss,
          rows: 'mean',
          perState_B,
          results: { kl },
          metrics: { objective: tf.neg(loss), q: tf.mean(q_B), kl },
        };
      },
    }),
  }),
});
