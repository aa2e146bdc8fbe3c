import * as tf from '@tensorflow/tfjs-core';
import { definePlugin } from '@vem/framework';
import { z } from 'zod';

/** log p(O|s,a) = c·r / α: the optimality likelihood of Levine 2018, arXiv:1805.00909, eq. 3, with a reward scale. */
export const optimality = definePlugin({
  slot: 'likelihood',
  name: 'optimality',
  description: 'Optimality likelihood exp(reward / temperature)',
  source: {
    title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference',
    arxiv: '1805.00909',
    where: 'eq. 3',
  },
  config: z.strictObject({
    rewardScale: z
      .number()
      .positive()
      .default(1)
      .describe('c: rewards are multiplied by it; scale c with temperature 1 is scale 1 with temperature 1/c'),
  }),
  inject: [],
  create: ({ rewardScale }) => ({
    program: () => ({ reward: (batch) => (rewardScale === 1 ? batch.reward_B : tf.mul(batch.reward_B, rewardScale)) }),
  }),
});
