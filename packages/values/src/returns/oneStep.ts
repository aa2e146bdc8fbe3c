import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, detach } from '@vem/framework';
import { z } from 'zod';
import { discount } from './discount.js';

/**
 * y = r + γ (1 − d) V(s′), Bellman's equation for one step, V by the bootstrap. Only termination stops the sum: a time limit
 * is bootstrapped through.
 */
export const oneStep = definePlugin({
  slot: 'returns',
  name: 'one-step',
  description: 'The reward and what the next state is worth',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications',
    arxiv: '1812.05905',
    where: 'eq. 2',
  },
  config: z.strictObject({ discount }),
  inject: [],
  create: (options) => ({
    program: (step) => ({
      target: () => {
        const { batch } = step;
        const value_B = step.bootstrap.value(batch.nextObservation_BO);
        const continues_B = tf.mul(options.discount, tf.sub(1, batch.terminated_B));
        return detach(tf.add(step.likelihood.reward(batch), tf.mul(continues_B, value_B)));
      },
    }),
  }),
});
