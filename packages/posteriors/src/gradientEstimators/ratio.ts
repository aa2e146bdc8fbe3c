import * as tf from '@tensorflow/tfjs-core';
import { approximateKl, averageOverRows, definePlugin, meanOverRows } from '@vem/framework';
import { z } from 'zod';
import { advantagesOf, normaliseAdvantages } from './advantages.js';
import { costRequirements, costs, klCost, withoutCost } from './klCost.js';
import { klSignals, klStopOptions } from './klStop.js';
import { ratioToBehaviour } from './recordedActions.js';

/**
 * The recorded actions, each by its advantage and the ratio of its density to that under whoever acted: −mean ρ A + α KL.
 * Nothing in it keeps the posterior near the behaviour, so it is used with a trust region that holds the posterior.
 */
export const ratioGradient = definePlugin({
  slot: 'gradientEstimator',
  name: 'ratio',
  description: 'Recorded actions by their advantage, times the ratio to the behaviour, for use within a trust region',
  source: {
    title: 'Schulman et al. 2015, Trust Region Policy Optimization',
    arxiv: '1502.05477',
    where: 'eq. 14',
  },
  config: z.strictObject({
    normaliseAdvantages: normaliseAdvantages(true, 'so do the public code of arXiv:1707.06347'),
    costs,
    ...klStopOptions,
  }),
  provides: ['loss', 'perState', 'rowWeights', 'ownCost'],
  requires: [
    'posterior.logProb',
    'behaviour.logMu',
    'behaviour.preSquash',
    'returns.advantage',
    'data.onPolicy',
    'trustRegion.holdsPosterior',
  ],
  refine: ({ costs: kind }) => ({ requires: costRequirements(kind), withholds: withoutCost(kind) }),
  inject: [],
  create: (options) => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const { logProb_B, logRatio_B, ratio_B } = ratioToBehaviour(step, belief);
        const { advantage_B, rows } = advantagesOf(step, options.normaliseAdvantages);
        const { cost_B, evidence } = klCost(step, options.costs, belief, observation_BO);
        const perState_B = tf.sub(cost_B, tf.mul(ratio_B, advantage_B));
        const kl = approximateKl(logRatio_B, step.batch);
        return {
          loss: meanOverRows(step.batch, perState_B),
          rows,
          perState_B,
          logLikelihood: meanOverRows(step.batch, logProb_B),
          results: evidence,
          metrics: { ...evidence, approximateKl: kl, ratio: averageOverRows(step.batch, ratio_B) },
          ...klSignals(options, kl),
        };
      },
    }),
  }),
});
