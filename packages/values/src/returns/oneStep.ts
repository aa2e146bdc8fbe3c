import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, detach, expectedOutcome, expectedQuadratic, type StepContext } from '@vem/framework';
import { z } from 'zod';
import { costPerStep, discount, keptOf } from './discount.js';

/** [B], r + γ (1 − d) V(s′), without gradient. */
export function oneStepTarget({ batch, bootstrap, likelihood }: StepContext, gamma: number): tf.Tensor {
  const value_B = bootstrap.value(batch.nextObservation_BO);
  const continues_B = tf.mul(gamma, tf.sub(1, batch.terminated_B));
  return detach(tf.add(likelihood.reward(batch), tf.mul(continues_B, value_B)));
}

/**
 * y = r + γ (1 − d) V(s′), Bellman's equation for one step, V by the bootstrap. Only termination stops the sum: a time limit
 * is bootstrapped through. On the host the same in expectation, by the tables or the linear system of a model: chance stays
 * what it is, which is variational inference with fixed dynamics (Levine 2018, arXiv:1805.00909, section 3).
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
  config: z.strictObject({
    discount,
    discountAs: z
      .enum(['absorbing', 'factor'])
      .default('absorbing')
      .describe(
        'what the discount means. `absorbing`: with probability 1 − γ the episode is over, worth 0: γ V(s′) (Levine 2018, arXiv:1805.00909, section 2.4); `factor`: each step multiplies the joint probability by γ: V(s′) + α log γ, a cost of living that changes policies where episodes can end',
      ),
  }),
  provides: ['host', 'linear'],
  inject: [],
  create: ({ discount: gamma, discountAs }) => ({
    program: (step) => ({
      target: () => {
        const target_B = oneStepTarget(step, keptOf(discountAs, gamma));
        if (discountAs === 'absorbing') return target_B;
        return tf.add(target_B, tf.mul(Math.log(gamma), detach(step.temperature.alpha())));
      },
    }),
    host: (context) => ({
      discount: keptOf(discountAs, gamma),
      backup: (state, value_S, q_SA) => {
        const tables = context.model.tables();
        const rewards_E = context.likelihood.rewards();
        const cost = discountAs === 'factor' ? costPerStep(discountAs, gamma, context.temperature.alpha()) : 0;
        const end = (state + 1) * tables.actions;
        for (let pair = state * tables.actions; pair < end; pair++)
          q_SA[pair] = cost + expectedOutcome(tables, rewards_E, pair, value_S, keptOf(discountAs, gamma));
      },
      target: (reward, worth, terminated) =>
        context.likelihood.reward(reward) +
        (discountAs === 'factor' ? costPerStep(discountAs, gamma, context.temperature.alpha()) : 0) +
        (terminated ? 0 : keptOf(discountAs, gamma) * worth),
      quadratic: (value) => {
        const q = expectedQuadratic(context.model.linear!(), value, keptOf(discountAs, gamma));
        return { ...q, constant: q.constant + costPerStep(discountAs, gamma, context.temperature.alpha()) };
      },
    }),
  }),
});
