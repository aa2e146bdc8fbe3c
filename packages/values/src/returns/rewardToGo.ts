import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, detach, reverseScan, Tokens } from '@vem/framework';
import { z } from 'zod';
import { ANNOTATIONS, annotatedReturn, truncationAsTermination } from './alongRollouts.js';
import { baselineOf, baselineOptions, declareAverages, GROUP, moveAverages } from './baselines.js';
import { costRequirements, paidRewards, regularised, withoutCostFree } from './costs.js';
import { discount } from './discount.js';

const config = z.strictObject({
  discount,
  regularised: regularised.default('sampledKl'),
  scope: z
    .enum(['downstream', 'path'])
    .default('downstream')
    .describe(
      'what a score is multiplied by: `downstream`, the rewards from its step on, as an action does not change earlier ones; `path`, those of the whole episode, with the same mean and more variance',
    ),
  ...baselineOptions,
  units: z
    .enum(['reward', 'nats'])
    .default('reward')
    .describe(
      'of advantages: `nats` divides them by α, so that the gradient is that of the evidence lower bound; Adam divides such a factor out again',
    ),
  truncationAsTermination,
});

/**
 * Monte Carlo returns of whole episodes, R_t = Σ_{t′≥t} γ^{t′−t} (r_{t′} − α log π/p), with the divergences of *later* steps in
 * them: what an action leads to includes how much will be paid there (Levine 2018, arXiv:1805.00909, eq. 21 and section 4.1). Whoever pays
 * at the action's own step only gets another gradient, which is biased. The advantage is R_t less a baseline.
 *
 * An episode that a time limit cut goes on with V of its final observation.
 */
export const rewardToGo = definePlugin({
  slot: 'returns',
  name: 'reward-to-go',
  description: 'Monte Carlo returns of whole episodes, divergences of later steps included, less a baseline',
  source: {
    title: 'Williams 1992, Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning',
    where: 'eq. 6, with divergences as in Levine 2018, arXiv:1805.00909, section 4.1',
  },
  config,
  provides: ['advantage', 'costFree'],
  requires: ['bootstrap.plain', 'data.episodes', 'data.time'],
  refine: ({ regularised: kind, baseline }) => ({
    requires: [...costRequirements(kind), ...(baseline === 'optimal' ? (['behaviour.preSquash'] as const) : [])],
    withholds: withoutCostFree(kind),
  }),
  inject: [Tokens.parameters],
  create: (options, parameters) => {
    const remembers = options.baseline === 'decayingAverage';
    if (remembers) declareAverages(parameters.group(GROUP, { trained: false }), options);
    return {
      annotations: ANNOTATIONS,
      program: (step) => ({
        target: () => annotatedReturn(step),
        annotate: (rollout) => {
          const { steps, count } = rollout.time;
          const inTime = (x_B: tf.Tensor) => detach(tf.reshape(x_B, [steps, count]));
          const mask_TM = tf.sign(inTime(rollout.weight_B!));
          const truncated_TM = inTime(rollout.truncated_B);
          const on_TM = tf.sub(1, tf.maximum(inTime(rollout.terminated_B), truncated_TM));
          const paid_TM = tf.mul(mask_TM, inTime(paidRewards(step, rollout, options.regularised)));
          const goesOn_TM = tf.mul(truncated_TM, inTime(step.bootstrap.value(rollout.nextObservation_BO)));
          const reward_TM = options.truncationAsTermination
            ? paid_TM
            : tf.add(paid_TM, tf.mul(options.discount, goesOn_TM));
          const toGo_TM = reverseScan(reward_TM, tf.mul(options.discount, on_TM));
          const first_1M = tf.slice(toGo_TM, [0, 0], [1, count]);
          const return_TM = options.scope === 'path' ? tf.mul(mask_TM, first_1M) : toGo_TM;
          const value_TM = inTime(step.bootstrap.value(rollout.observation_BO));
          const baseline_TM = baselineOf(step, options, { rollout, return_TM, mask_TM, value_TM });
          const advantage_TM = tf.sub(return_TM, baseline_TM);
          const scale = options.units === 'nats' ? tf.div(1, step.temperature.alpha()) : 1;
          return { advantage: tf.mul(scale, advantage_TM), return: return_TM, value: baseline_TM };
        },
      }),
      ...(remembers ? { settle: (context) => moveAverages(options, context) } : {}),
    };
  },
});
