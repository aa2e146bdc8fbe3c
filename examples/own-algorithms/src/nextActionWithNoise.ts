import * as tf from '@tensorflow/tfjs-core';
import { definePlugin } from '@vem/framework';
import { z } from 'zod';

/** Q̄(s, clip(μ̄(s) + clip(ε, −c, c), −1, 1)), ε ~ N(0, σ²): near actions are to be worth about the same. */
export const nextActionWithNoise = definePlugin({
  slot: 'bootstrap',
  name: 'next-action-with-noise',
  description:
    'A state is worth what the copies of the critics say of the action of the actor’s copy, with noise on it',
  source: { title: 'Fujimoto et al. 2018', arxiv: '1802.09477', where: 'eqs 14-15' },
  config: z.strictObject({
    noise: z.number().min(0).default(0.2).describe('σ, on actions in [−1, 1]; .2 in arXiv:1802.09477'),
    largest: z.number().positive().default(0.5).describe('c, most that the noise adds; .5 in arXiv:1802.09477'),
  }),
  provides: ['plain'],
  requires: ['environment.box', 'posterior.mode', 'posterior.target', 'valueEstimator.q'],
  inject: [],
  create: ({ noise, largest }) => ({
    program: (step) => ({
      value: (observation_BO) => {
        const { action_SBA } = step.posterior.infer(observation_BO, 'target', 'target').mode();
        const drawn_SBA = tf.mul(noise, step.noise.normal(action_SBA.shape));
        const moved_SBA = tf.add(action_SBA, tf.clipByValue(drawn_SBA, -largest, largest));
        const next = { action_SBA: tf.clipByValue(moved_SBA, -1, 1) };
        return tf.squeeze(step.valueEstimator.q(observation_BO, next, 'target', 'target'), [0]);
      },
    }),
  }),
});
