import * as tf from '@tensorflow/tfjs-core';
import { vTrace as corrected, definePlugin, logProbOf } from '@vem/framework';
import { z } from 'zod';
import { ANNOTATIONS, annotatedReturn, courseOf, truncationAsTermination } from './alongRollouts.js';
import { discount } from './discount.js';

/**
 * Returns along roll-outs that somebody else than the present posterior may have collected (a lagging copy): V-trace,
 * Espeholt et al. 2018, arXiv:1802.01561, eq. 1, with truncated ratios of the posterior to who acted. Where the posterior
 * itself acted, they are λ-returns.
 */
export const vTrace = definePlugin({
  slot: 'returns',
  name: 'v-trace',
  description: 'Returns along roll-outs, corrected for who acted by truncated ratios',
  source: {
    title: 'Espeholt et al. 2018, IMPALA: Scalable Distributed Deep-RL',
    arxiv: '1802.01561',
    where: 'eq. 1',
  },
  config: z.strictObject({
    discount,
    lambda: z.number().min(0).max(1).default(1).describe('λ, weight of longer returns; 1 in arXiv:1802.01561, eq. 1'),
    rhoBar: z.number().positive().default(1).describe('ρ̄, largest ratio of a difference; 1 in arXiv:1802.01561'),
    cBar: z.number().positive().default(1).describe('c̄, largest ratio along time; 1 in arXiv:1802.01561'),
    truncationAsTermination,
  }),
  provides: ['advantage', 'costFree'],
  requires: ['bootstrap.plain', 'data.rollouts', 'posterior.logProb', 'behaviour.logMu', 'behaviour.preSquash'],
  inject: [],
  create: ({ truncationAsTermination: cutIsEnd, discount: gamma, lambda, rhoBar, cBar }) => ({
    annotations: ANNOTATIONS,
    program: (step) => ({
      target: () => annotatedReturn(step),
      annotate: (rollout) => {
        const course = courseOf(step, rollout, cutIsEnd);
        const belief = step.posterior.infer(rollout.observation_BO, 'target');
        const { preSquash, logMu } = rollout.columns;
        const taken = {
          action_SBA: tf.expandDims(rollout.action_BA, 0),
          ...(preSquash ? { preSquash_SBA: tf.expandDims(preSquash, 0) } : {}),
        };
        const logRatio_B = tf.sub(tf.squeeze(logProbOf(belief, taken, belief.spaces[0]), [0]), tf.squeeze(logMu, [1]));
        const logRatio_TN = tf.reshape(logRatio_B, course.value_TN.shape);
        const { value_TN, advantage_TN } = corrected(
          course,
          logRatio_TN,
          { discount: gamma, lambda },
          { rhoBar, cBar },
        );
        return { advantage: advantage_TN, return: value_TN, value: course.value_TN };
      },
    }),
  }),
});
