import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, Tokens } from '@vem/framework';
import { z } from 'zod';
import { targetRule } from '../targetRule.js';

/** Posteriors keep their parameters in the group of their slot. */
const POSTERIOR_GROUP = 'posterior';

/**
 * The exact M-step of a prior that is a copy of the posterior: p ← π, the minimum of KL(π ‖ p). The copy is made after
 * the updates that the rule names, with the other lagging copies; there is nothing to descend on.
 */
export const snapshot = definePlugin({
  slot: 'mStep',
  name: 'snapshot',
  description: 'The prior becomes a copy of the posterior, now and then',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
    where: 'parametric E-step',
  },
  config: z.strictObject({
    rule: targetRule
      .default({ kind: 'copyEvery', updates: 100 })
      .describe('when the copy is made: wholly every so many updates, or a little after each'),
  }),
  provides: ['trainsPrior'],
  requires: ['prior.snapshot', 'posterior.target'],
  inject: [Tokens.parameters],
  create: ({ rule }, parameters) => {
    parameters.follow(POSTERIOR_GROUP, rule);
    return {
      program: (step) => ({
        loss: () => {
          const kl_B = step.belief().klTo?.(step.prior.at(step.batch.observation_BO));
          return { losses: [], ...(kl_B ? { metrics: { kl: tf.mean(kl_B) } } : {}) };
        },
      }),
    };
  },
});
