import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, enumerationOf } from '@vem/framework';
import { z } from 'zod';
import { discount, oneStepTarget } from './oneStep.js';

/**
 * [B], α log Σ_a p(a) exp(Q(a) / α): the largest value of E_π[Q] − α KL(π‖p) over all π.
 *
 * @param prior_BA - log p: normalised, or 0 throughout for the counting measure
 * @param alpha - a scalar
 */
export function softValue(q_BA: tf.Tensor, prior_BA: tf.Tensor, alpha: tf.Tensor): tf.Tensor {
  // The largest Q is taken out before the division, which would magnify its rounding errors where α is small.
  const largest_B1 = tf.max(q_BA, -1, true);
  const excess_BA = tf.add(tf.div(tf.sub(q_BA, largest_B1), alpha), prior_BA);
  return tf.add(tf.squeeze(largest_B1, [-1]), tf.mul(alpha, tf.logSumExp(excess_BA, -1)));
}

/**
 * One-step target of the best soft policy over finitely many actions: y = r + γ (1 − d) α log Σ_a p exp(Q̄(s′, a)/α).
 * On a table with a known model this is soft value iteration, from transitions G-learning.
 */
export const logSumExp = definePlugin({
  slot: 'bootstrap',
  name: 'log-sum-exp',
  description: 'One-step target: soft maximum over all next actions, relative to the prior',
  source: {
    title: 'Fox et al. 2016, Taming the Noise in Reinforcement Learning via Soft Updates',
    arxiv: '1512.08562',
  },
  config: z.strictObject({ discount }),
  requires: ['environment.finite', 'prior.enumerate', 'valueEstimator.qAll'],
  inject: [],
  create: (options) => ({
    program: (step) => ({
      target: () => {
        const { nextObservation_BO } = step.batch;
        const q_BA = step.valueEstimator.qAll!(nextObservation_BO, 'target', 'target');
        const prior_BA = enumerationOf(step.prior.at(nextObservation_BO, 'target'));
        return oneStepTarget(step, options.discount, softValue(q_BA, prior_BA, step.temperature.alpha()));
      },
    }),
  }),
});
