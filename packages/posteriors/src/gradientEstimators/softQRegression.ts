import * as tf from '@tensorflow/tfjs-core';
import {
  definePlugin,
  detach,
  halfSquare,
  logRatio,
  meanOverRows,
  recordedLogProb,
  recordedSample,
} from '@vem/framework';
import { z } from 'zod';
import { klCost } from './klCost.js';
import { recorded } from './recordedActions.js';

/**
 * The policy as a Q function: with Q(s, a) := V(s) + α log π(a|s)/p(a|s), regression of Q on y = α KL + V̂ at the recorded actions,
 * mean ½ (Q − y)². Schulman et al. 2017, arXiv:1704.06440, eqs 21–24: where π itself acted, its gradient in π is α times that of the
 * regularised policy gradient. V(s) is the value estimator's, V̂ = V + Δ the regularised return.
 */
export const softQRegression = definePlugin({
  slot: 'gradientEstimator',
  name: 'soft-q-regression',
  description: 'Fits V + α log π/p, which is a Q function, to returns of the recorded actions',
  source: {
    title: 'Schulman, Chen, Abbeel 2017, Equivalence Between Policy Gradients and Soft Q-Learning',
    arxiv: '1704.06440',
    where: 'section 3.3',
  },
  config: z.strictObject({
    costs: z
      .enum(['entropy', 'priorKl'])
      .default('priorKl')
      .describe(
        'what log π is measured against: `priorKl`, the prior, with KL(π ‖ p) in closed form; `entropy`, the counting measure, whatever the prior. As the returns are regularised',
      ),
  }),
  provides: ['loss', 'perState', 'rowWeights', 'ownCost'],
  requires: [
    'posterior.logProb',
    'prior.density',
    'valueEstimator.v',
    'behaviour.actsByPosterior',
    'behaviour.preSquash',
    'returns.advantage',
    'returns.costFree',
    'data.onPolicy',
  ],
  inject: [],
  create: ({ costs }) => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const { cost_B, evidence } = klCost(step, costs, belief, observation_BO);
        const log_B =
          costs === 'entropy'
            ? recordedLogProb(step, belief)
            : tf.squeeze(logRatio(belief, step.prior.at(observation_BO, 'target'), recordedSample(step)), [0]);
        const v_B = detach(step.valueEstimator.v(observation_BO, 'online'));
        const q_B = tf.add(v_B, tf.mul(step.temperature.alpha(), log_B));
        const target_B = detach(tf.add(cost_B, recorded(step, 'return')));
        const perState_B = halfSquare(q_B, target_B);
        return {
          loss: meanOverRows(step.batch, perState_B),
          rows: 'mean',
          perState_B,
          results: evidence,
          metrics: evidence,
        };
      },
    }),
  }),
});
