import { definePlugin } from '@vem/framework';
import { z } from 'zod';
import { discount } from './discount.js';
import { oneStepTarget } from './oneStepTarget.js';

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
  create: (options) => ({ program: (step) => ({ target: () => oneStepTarget(step, options.discount) }) }),
});
