import * as tf from '@tensorflow/tfjs-core';
import {
  averageOverRows,
  definePlugin,
  meanOverRows,
  normalisedOf,
  type StepContext,
  type WeightedRows,
  weightedSampleOf,
} from '@vem/framework';
import { z } from 'zod';
import { crossEntropy, priorOutcome, rowsOfWeights } from './fit.js';

/** [B], how much rows count: γ^t, t steps since the episode began, times the batch's own weights where it has any. */
function countedRows({ batch }: StepContext, discount: number): WeightedRows {
  if (discount === 1) return batch;
  const visit_B = tf.pow(discount, tf.squeeze<tf.Tensor>(batch.columns.time, [1]));
  return { weight_B: batch.weight_B ? tf.mul(batch.weight_B, visit_B) : visit_B };
}

/**
 * min_θ E_s KL(π ‖ p_θ), Galashov et al. 2019, arXiv:1905.01240: in closed form where the pair has one, else by the
 * cross-entropy of actions drawn from the posterior, whose gradient is the same. Under discounted visits it is the maximum
 * likelihood of what all tasks do, E[Σ γ^t log p], Teh et al. 2017, arXiv:1707.04175, eq. 5.
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
    visitDiscount: z
      .number()
      .positive()
      .max(1)
      .default(1)
      .describe(
        'by how much less each further step of an episode counts: γ in arXiv:1707.04175, eq. 5; 1: all states that the data source hands out alike, as in arXiv:1905.01240',
      ),
    weight: z
      .number()
      .positive()
      .default(1)
      .describe(
        'of the divergence in the loss: it matters where the posterior’s own loss moves the prior in the same optimiser step, c_KL in arXiv:1707.04175, eq. 9',
      ),
  }),
  provides: ['trainsPrior'],
  requires: ['prior.learnable', 'prior.density'],
  refine: ({ visitDiscount }) => ({ requires: visitDiscount < 1 ? (['data.time'] as const) : [] }),
  inject: [],
  create: ({ samples, visitDiscount, weight }) => ({
    program: (step) => ({
      loss: () => {
        const { observation_BO } = step.batch;
        const rows = countedRows(step as StepContext, visitDiscount);
        const scaled = (value: tf.Tensor) => (weight === 1 ? value : tf.mul(weight, value));
        const belief = step.belief();
        const previous = normalisedOf(step.prior.at(observation_BO, 'target'));
        const current = normalisedOf(step.prior.at(observation_BO, 'online'));
        const kl_B = belief.klTo?.(current);
        if (kl_B) {
          const mean = meanOverRows(rows, kl_B);
          const kl = rows.weight_B ? averageOverRows(rows, kl_B) : mean;
          return priorOutcome(step, { value: scaled(mean), rows: 'mean', metrics: { kl } }, [previous, current]);
        }
        const weighted = weightedSampleOf(belief, samples);
        const value = scaled(crossEntropy(weighted, current, rows));
        return priorOutcome(step, { value, rows: rowsOfWeights(weighted) }, [previous, current]);
      },
    }),
  }),
});
