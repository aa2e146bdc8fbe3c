import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, Tokens, targetRule } from '@vem/framework';
import { z } from 'zod';

/** Posteriors keep their parameters in the group of their slot. */
const POSTERIOR_GROUP = 'posterior';

/**
 * The exact M-step of a prior that is a copy of the posterior: p ← π, the minimum of KL(π ‖ p). The copy is made after
 * the updates or roll-outs that the rule names, with the other lagging copies; there is nothing to descend on. Its phase
 * reports how far the posterior has gone from the copy.
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
    rule: targetRule(100, 'the public code of Hoffman et al. 2020, arXiv:2006.00979')
      .default({ kind: 'copyEvery', updates: 100 })
      .describe(
        'when the copy is made: wholly every so many updates or at the end of every so many roll-outs, or a little after each update',
      ),
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
