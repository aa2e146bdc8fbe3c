import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, detach, type StepContext } from '@vem/framework';
import { z } from 'zod';
import { backup } from './backup.js';
import { discount } from './discount.js';

/** [B], r + γ (1 − d) V(s′), without gradient. */
export function oneStepTarget({ batch, bootstrap, likelihood }: StepContext, gamma: number): tf.Tensor {
  const value_B = bootstrap.value(batch.nextObservation_BO);
  const continues_B = tf.mul(gamma, tf.sub(1, batch.terminated_B));
  return detach(tf.add(likelihood.reward(batch), tf.mul(continues_B, value_B)));
}

/**
 * y = r + γ (1 − d) V(s′), Bellman's equation for one step, V by the bootstrap. Only termination stops the sum: a time limit
 * is bootstrapped through. On the host the same in expectation, by the tables of a model.
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
  provides: ['host'],
  inject: [],
  create: (options) => ({
    program: (step) => ({ target: () => oneStepTarget(step, options.discount) }),
    host: (context) => ({ backup: (value_S) => backup(context.model.tables(), value_S, options.discount) }),
  }),
});
