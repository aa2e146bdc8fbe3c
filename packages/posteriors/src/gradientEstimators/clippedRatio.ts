import * as tf from '@tensorflow/tfjs-core';
import {
  approximateKl,
  averageOverRows,
  clipFraction,
  clippedSurrogate,
  definePlugin,
  meanOverRows,
  schedulable,
  valueAt,
} from '@vem/framework';
import { z } from 'zod';
import { advantagesOf, normaliseAdvantages } from './advantages.js';
import { costRequirements, costs, klCost, withoutCost } from './klCost.js';
import { klSignals, klStopOptions } from './klStop.js';
import { ratioToBehaviour } from './recordedActions.js';

/**
 * The recorded actions, each by its advantage and the ratio of its density to that under whoever acted, the ratio clipped:
 * −mean min(ρ A, clip(ρ, 1 − ε, 1 + ε) A) + α KL. In the terms of EM the behaviour is the prior p = π_old, and the clip
 * takes the place of α KL(π ‖ p): where ρ leaves 1 ± ε, nothing is to be gained. The KL that α weighs is another one, by
 * default to the counting measure, which is PPO's entropy bonus; it costs at the present state alone, not in the values.
 */
export const clippedRatio = definePlugin({
  slot: 'gradientEstimator',
  name: 'clipped-ratio',
  description: 'Recorded actions by their advantage, times a clipped ratio to the behaviour',
  source: {
    title: 'Schulman et al. 2017, Proximal Policy Optimization Algorithms',
    arxiv: '1707.06347',
    where: 'eq. 7',
  },
  config: z.strictObject({
    clip: schedulable(z.number().min(0))
      .default(0.2)
      .describe('ε, by how much the ratio may leave 1 to any gain; .2 in arXiv:1707.06347, section 6.1'),
    normaliseAdvantages: normaliseAdvantages(
      true,
      'so do the public code of arXiv:1707.06347, CleanRL and Stable-Baselines3',
    ),
    costs,
    ...klStopOptions,
  }),
  provides: ['loss', 'perState', 'bound', 'rowWeights', 'ownCost'],
  requires: ['posterior.logProb', 'behaviour.logMu', 'behaviour.preSquash', 'returns.advantage', 'data.onPolicy'],
  refine: ({ costs: kind }) => ({ requires: costRequirements(kind), withholds: withoutCost(kind) }),
  inject: [],
  create: (options) => ({
    scalars: (progress) => ({ clip: valueAt(options.clip, progress) }),
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const clip = step.scalar('clip');
        const { logProb_B, logRatio_B, ratio_B } = ratioToBehaviour(step, belief);
        const { advantage_B, rows } = advantagesOf(step, options.normaliseAdvantages);
        const { cost_B, evidence } = klCost(step, options.costs, belief, observation_BO);
        const perState_B = tf.sub(cost_B, clippedSurrogate(ratio_B, advantage_B, clip));
        const kl = approximateKl(logRatio_B, step.batch);
        return {
          loss: meanOverRows(step.batch, perState_B),
          rows,
          perState_B,
          logLikelihood: meanOverRows(step.batch, logProb_B),
          results: evidence,
          metrics: {
            ...evidence,
            approximateKl: kl,
            clipFraction: clipFraction(ratio_B, clip, step.batch),
            ratio: averageOverRows(step.batch, ratio_B),
          },
          ...klSignals(options, kl),
        };
      },
    }),
  }),
});
