import * as tf from '@tensorflow/tfjs-core';
import { retrace as corrected, definePlugin, recordedSample } from '@vem/framework';
import { z } from 'zod';
import { corrects, inRows, inTime, ratiosOf, sequenceOf, trace, who } from './alongSequences.js';
import { discount } from './discount.js';

/**
 * Targets for Q along sequences that somebody else than the present policy may have left: Retrace(λ), Munos et al. 2016,
 * arXiv:1606.02647, eq. 3, with ratios of the densities of now to those that were recorded. Where the policy itself acted and λ = 1, they
 * are returns over all steps of the sequence; with λ = 0, one step. What later states are worth the bootstrap says, KL costs
 * included where it counts them (Galashov et al. 2019, arXiv:1905.01240, section 4); values of recorded actions are the lagging copy's.
 */
export const retrace = definePlugin({
  slot: 'returns',
  name: 'retrace',
  description: 'Targets for Q along sequences, corrected for who acted by truncated ratios',
  source: {
    title: 'Munos et al. 2016, Safe and Efficient Off-Policy Reinforcement Learning',
    arxiv: '1606.02647',
    where: 'eq. 3',
  },
  config: z.strictObject({ discount, lambda: trace, who }),
  requires: ['data.sequences', 'valueEstimator.q', 'behaviour.logMu', 'behaviour.preSquash'],
  refine: (options) => ({ requires: corrects(options.who) }),
  inject: [],
  create: ({ who: whose, ...decay }) => ({
    program: (step) => ({
      target: () => {
        const { batch, valueEstimator } = step;
        const { time } = batch;
        const q_SB = valueEstimator.q(batch.observation_BO, recordedSample(step), 'target', 'target');
        const course = { ...sequenceOf(step, time), value_TN: inTime(tf.squeeze(q_SB, [0]), time) };
        return inRows(corrected(course, ratiosOf(step, time, whose), decay));
      },
    }),
  }),
});
