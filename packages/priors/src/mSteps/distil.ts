import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, normalisedOf, weightedSampleOf } from '@vem/framework';
import { z } from 'zod';
import { crossEntropy, priorOutcome, rowsOfWeights } from './fit.js';

/**
 * min_θ E_s KL(π ‖ p_θ), Galashov et al. 2019, arXiv:1905.01240: in closed form where the pair has one, else by the
 * cross-entropy of actions drawn from the posterior, whose gradient is the same.
 */
export const distil = definePlugin({
  slot: 'mStep',
  name: 'distil',
  description: 'Moves the prior towards the posterior, in KL(posterior ‖ prior)',
  source: {
    title: 'Galashov et al. 2019, Information Asymmetry in KL-Regularized RL',
    arxiv: '1905.01240',
    where: 'default policy',
  },
  config: z.strictObject({
    samples: z
      .int()
      .positive()
      .default(10)
      .describe('actions per state, where the divergence has no closed form and the posterior no weights'),
  }),
  provides: ['trainsPrior'],
  requires: ['prior.learnable', 'prior.density'],
  inject: [],
  create: ({ samples }) => ({
    program: (step) => ({
      loss: () => {
        const { observation_BO } = step.batch;
        const belief = step.belief();
        const previous = normalisedOf(step.prior.at(observation_BO, 'target'));
        const current = normalisedOf(step.prior.at(observation_BO, 'online'));
        const kl_B = belief.klTo?.(current);
        if (kl_B) {
          const kl = tf.mean(kl_B);
          return priorOutcome(step, { value: kl, rows: 'mean', metrics: { kl } }, [previous, current]);
        }
        const weighted = weightedSampleOf(belief, samples);
        const value = crossEntropy(weighted, current, {});
        return priorOutcome(step, { value, rows: rowsOfWeights(weighted) }, [previous, current]);
      },
    }),
  }),
});
