import * as tf from '@tensorflow/tfjs-core';
import {
  type Density,
  definePlugin,
  detach,
  gaussianOf,
  meanOverRows,
  normalisedOf,
  type WeightedRows,
  type WeightedSample,
  weightedSampleOf,
} from '@vem/framework';
import { z } from 'zod';
import { crossEntropy, priorOutcome, rowsOfWeights, totalOverStates } from './fit.js';

const config = z.strictObject({
  decoupled: z
    .boolean()
    .default(true)
    .describe(
      'for Gaussians: fits the mean under the previous deviation and the deviation around the previous mean, which keeps the deviation from collapsing (Abdolmaleki et al. 2018, arXiv:1812.02256); false: maximum likelihood of both at once',
    ),
  boundWeight: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'weight of ½ E Σ max(|μ| − 1, 0)², which keeps the means of a Gaussian in box units within the bounds of actions, where samples beyond them are clipped; 10 in the public code of Peng et al. 2019, arXiv:1910.00177',
    ),
  samples: z
    .int()
    .positive()
    .default(20)
    .describe(
      'actions per state, equally weighted, where the posterior only samples; 20 in the public code of arXiv:2006.00979',
    ),
});

/**
 * −Σ w log N(a; μ, σ̄) − Σ w log N(a; μ̄, σ), but for a constant, from the first two weighted moments of a − μ̄ in each
 * state: exact, and on [B, A] instead of [S, B, A].
 */
function decoupledLoss(
  weighted: WeightedSample,
  [previous, current]: readonly [Density, Density],
  rows: WeightedRows,
): tf.Tensor {
  const { sample, weight_SB } = weighted;
  const before = gaussianOf(previous);
  const old = { mean_BA: detach(before.mean_BA), logStd_BA: detach(before.logStd_BA) };
  const { mean_BA, logStd_BA } = gaussianOf(current);
  const weight_SB1 = tf.expandDims(detach(weight_SB), 2);
  const distance_SBA = tf.sub(detach(sample.preSquash_SBA ?? sample.action_SBA), old.mean_BA);
  const weighted_SBA = tf.mul(weight_SB1, distance_SBA);
  const first_BA = tf.sum(weighted_SBA, 0);
  const second_BA = tf.sum(tf.mul(weighted_SBA, distance_SBA), 0);
  const weight_B1 = tf.sum(weight_SB1, 0);
  const shift_BA = tf.sub(mean_BA, old.mean_BA);
  const forMean_BA = tf.mul(
    tf.exp(tf.mul(-2, old.logStd_BA)),
    tf.mul(shift_BA, tf.sub(tf.mul(0.5, tf.mul(weight_B1, shift_BA)), first_BA)),
  );
  const forStd_BA = tf.add(tf.mul(0.5, tf.mul(second_BA, tf.exp(tf.mul(-2, logStd_BA)))), tf.mul(weight_B1, logStd_BA));
  const total_B = tf.sum(tf.add(forMean_BA, forStd_BA), -1);
  return totalOverStates(weighted, total_B, rows);
}

/** A scalar: ½ E Σ max(|μ| − 1, 0)², how far means lie beyond the bounds of the box. */
const beyondBounds = (density: Density, rows: WeightedRows): tf.Tensor =>
  tf.mul(0.5, meanOverRows(rows, tf.sum(tf.square(tf.relu(tf.sub(tf.abs(gaussianOf(density).mean_BA), 1))), -1)));

/**
 * Maximum likelihood of the posterior's weighted actions under the prior: max_θ E_s Σ_i w_i log p_θ(a_i|s), Abdolmaleki et
 * al. 2018, arXiv:1806.06920. The posterior is a constant here; a trust region, if any, holds the prior to its
 * lagging copy.
 */
export const weightedMle = definePlugin({
  slot: 'mStep',
  name: 'weighted-mle',
  description: 'Fits the prior to the posterior’s weighted actions',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
    where: 'M-step',
  },
  config,
  provides: ['trainsPrior'],
  requires: ['prior.learnable', 'prior.density'],
  refine: ({ decoupled, boundWeight }) => ({
    requires: [
      ...(decoupled || boundWeight > 0 ? (['prior.gaussian'] as const) : []),
      ...(boundWeight > 0 ? (['prior.space:box'] as const) : []),
    ],
  }),
  inject: [],
  create: ({ decoupled, boundWeight, samples }) => ({
    program: (step) => ({
      loss: () => {
        const { observation_BO, weight_B } = step.batch;
        const weighted = weightedSampleOf(step.belief(), samples);
        const previous = normalisedOf(step.prior.at(observation_BO, 'target'));
        const current = normalisedOf(step.prior.at(observation_BO, 'online'));
        const fit = decoupled
          ? decoupledLoss(weighted, [previous, current], { weight_B })
          : crossEntropy(weighted, current, { weight_B });
        const rows = rowsOfWeights(weighted);
        if (boundWeight === 0) return priorOutcome(step, { value: fit, rows }, [previous, current]);
        const beyond = beyondBounds(current, { weight_B });
        const value = tf.add(fit, tf.mul(boundWeight, beyond));
        return priorOutcome(step, { value, rows, metrics: { beyondBounds: beyond } }, [previous, current]);
      },
    }),
  }),
});
