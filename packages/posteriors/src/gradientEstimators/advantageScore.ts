import * as tf from '@tensorflow/tfjs-core';
import { averageOverRows, definePlugin, meanOverRows, recordedLogProb, type StepContext } from '@vem/framework';
import { z } from 'zod';
import { advantagesOf, normaliseAdvantages } from './advantages.js';
import { costRequirements, costs, klCost, withoutCost } from './klCost.js';
import { recorded } from './recordedActions.js';

/**
 * Of whole episodes, whose rows say when they are: the mean over episodes of the return from their first step, which is α times the
 * evidence lower bound where divergences are in it.
 */
function objective(step: StepContext): Readonly<Record<string, tf.Tensor>> {
  const { columns, weight_B } = step.batch;
  if (!weight_B || !columns.time) return {};
  const first_B = tf.mul(weight_B, tf.cast(tf.equal(recorded(step, 'time'), 0), 'float32'));
  return { objective: averageOverRows({ weight_B: first_B }, recorded(step, 'return')) };
}

/**
 * The recorded actions' scores, each by its advantage: −mean log π(a|s) A + α KL, whose gradient is that of J_s where the
 * posterior itself acted. Mnih et al. 2016, arXiv:1602.01783, section 4, with the entropy bonus of its supplement as a KL
 * to the counting measure: it costs at the present state alone, not in the values.
 */
export const advantageScore = definePlugin({
  slot: 'gradientEstimator',
  name: 'advantage-score',
  description: 'Scores of the recorded actions, times their advantage',
  source: {
    title: 'Mnih et al. 2016, Asynchronous Methods for Deep Reinforcement Learning',
    arxiv: '1602.01783',
    where: 'algorithm S3',
  },
  config: z.strictObject({
    normaliseAdvantages: normaliseAdvantages(false, 'arXiv:1602.01783 takes them as they are'),
    costs,
  }),
  provides: ['loss', 'perState', 'rowWeights', 'ownCost'],
  requires: [
    'posterior.logProb',
    'behaviour.actsByPosterior',
    'behaviour.preSquash',
    'returns.advantage',
    'data.onPolicy',
  ],
  refine: ({ costs: kind }) => ({ requires: costRequirements(kind), withholds: withoutCost(kind) }),
  inject: [],
  create: (options) => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const { advantage_B, rows } = advantagesOf(step, options.normaliseAdvantages);
        const { cost_B, evidence } = klCost(step, options.costs, belief, observation_BO);
        const logProb_B = recordedLogProb(step, belief);
        const perState_B = tf.sub(cost_B, tf.mul(logProb_B, advantage_B));
        return {
          loss: meanOverRows(step.batch, perState_B),
          rows,
          perState_B,
          logLikelihood: meanOverRows(step.batch, logProb_B),
          results: evidence,
          metrics: { ...evidence, ...objective(step) },
        };
      },
    }),
  }),
});
