import * as tf from '@tensorflow/tfjs-core';
import { categoricalEntropy, categoricalKl, categoricalMean, definePlugin, enumerationOf } from '@vem/framework';
import { z } from 'zod';

/**
 * The per-state objective over finitely many actions, Σ_a π(a|s) (Q(s, a) − α log(π/p)), written out: its gradient is
 * exact, there is nothing to sample (Christodoulou 2019, arXiv:1910.07207, eq. 12, with a general prior).
 */
export const exactSumGradient = definePlugin({
  slot: 'gradientEstimator',
  name: 'exact-sum',
  description: 'Gradient of the sum over all actions',
  source: {
    title: 'Christodoulou 2019, Soft Actor-Critic for Discrete Action Settings',
    arxiv: '1910.07207',
    where: 'eq. 12',
  },
  config: z.strictObject({}),
  provides: ['loss', 'anyState', 'perState'],
  requires: ['environment.finite', 'posterior.enumerate', 'prior.enumerate', 'valueEstimator.qAll'],
  inject: [],
  create: () => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const belief_BA = enumerationOf(belief);
        const prior_BA = enumerationOf(step.prior.at(observation_BO, 'target'));
        const q_B = categoricalMean(belief_BA, step.valueEstimator.qAll(observation_BO, 'online', 'eStep'));
        const kl_B = categoricalKl(belief_BA, prior_BA);
        const objective_B = tf.sub(q_B, tf.mul(step.temperature.alpha(), kl_B));
        const objective = tf.mean(objective_B);
        const evidence = { entropy: tf.mean(categoricalEntropy(belief_BA)), kl: tf.mean(kl_B) };
        return {
          loss: tf.neg(objective),
          rows: 'mean',
          perState_B: tf.neg(objective_B),
          results: evidence,
          metrics: { objective, q: tf.mean(q_B), ...evidence },
        };
      },
    }),
  }),
});
