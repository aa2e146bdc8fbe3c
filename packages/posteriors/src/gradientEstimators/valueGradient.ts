import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, sampleOf } from '@vem/framework';
import { z } from 'zod';

/**
 * Pathwise gradient of E_π[Q] alone, the per-state objective at temperature 0: for a posterior of one action per state the
 * deterministic policy gradient ∇_φ Q(s, μ_φ(s)) (Lillicrap et al. 2016, arXiv:1509.02971, eq. 6).
 */
export const valueGradient = definePlugin({
  slot: 'gradientEstimator',
  name: 'value-gradient',
  description: 'Gradient of the value through actions, without KL costs',
  source: {
    title: 'Lillicrap et al. 2016, Continuous Control with Deep Reinforcement Learning',
    arxiv: '1509.02971',
    where: 'eq. 6',
  },
  config: z.strictObject({
    samples: z
      .int()
      .positive()
      .default(1)
      .describe('actions per state; 1 in arXiv:1509.02971, where all draws are the same'),
  }),
  provides: ['loss', 'anyState', 'perState'],
  requires: [
    'posterior.pathwise',
    'posterior.sample',
    'valueEstimator.q',
    'valueEstimator.actionGradient',
    'temperature.zero',
  ],
  inject: [],
  create: ({ samples }) => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const q_SB = step.valueEstimator.q(observation_BO, sampleOf(belief, samples), 'online', 'eStep');
        const objective = tf.mean(q_SB);
        return {
          loss: tf.neg(objective),
          rows: 'mean',
          perState_B: tf.neg(tf.mean(q_SB, 0)),
          results: {},
          metrics: { objective },
        };
      },
    }),
  }),
});
