import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, type LikelihoodHost } from '@vem/framework';
import { z } from 'zod';

/** Rewards of tables, multiplied once. */
function scaledRewards(reward_E: () => Float64Array, scale: number): LikelihoodHost {
  let scaled_E: Float64Array | undefined;
  return {
    rewards: () => {
      scaled_E ??= scale === 1 ? reward_E() : reward_E().map((reward) => scale * reward);
      return scaled_E;
    },
    reward: (recorded) => scale * recorded,
  };
}

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
    stepFactor: z
      .number()
      .positive()
      .max(1)
      .default(1)
      .describe(
        'a further factor f of the likelihood of every step, as in programs with a factor γ beside exp(r/α): each reward gets α log f added. That is a price on every step and no discount, which is γ of the returns, an absorbing state. 1: none',
      ),
  }),
  provides: ['host', 'recorded'],
  // The host adds nothing to rewards of tables.
  refine: ({ stepFactor }) => ({ withholds: stepFactor === 1 ? [] : ['host'] }),
  inject: [],
  create: ({ rewardScale, stepFactor }) => ({
    program: (step) => ({
      reward: (batch) => {
        const reward_B = rewardScale === 1 ? batch.reward_B : tf.mul(batch.reward_B, rewardScale);
        return stepFactor === 1 ? reward_B : tf.add(reward_B, tf.mul(step.temperature.alpha(), Math.log(stepFactor)));
      },
    }),
    // A model is opened where there is one to ask.
    host: (context) => scaledRewards(() => context.model.tables().reward_E, rewardScale),
  }),
});
