import * as tf from '@tensorflow/tfjs-core';
import { decoupledDivergences, definePlugin, gaussianOf, Tokens } from '@vem/framework';
import { z } from 'zod';
import { dualLoss, Multipliers, multiplierGroup } from './multipliers.js';

const CODE = 'the public code of Hoffman et al. 2020, arXiv:2006.00979';

const config = z.strictObject({
  meanBound: z
    .number()
    .positive()
    .default(2.5e-3)
    .describe(`nats that the mean may move from the lagging copy, over all dimensions; .0025 in ${CODE}`),
  covarianceBound: z
    .number()
    .positive()
    .default(1e-6)
    .describe(`nats that the deviation may move from the lagging copy, over all dimensions; 1e-6 in ${CODE}`),
  perDimension: z
    .boolean()
    .default(true)
    .describe('whether each of the A dimensions has a multiplier of its own, and a bound'),
  bounds: z
    .enum(['shared', 'whole'])
    .default('shared')
    .describe(
      `what each dimension may use where it has a bound of its own: \`shared\`, 1/A of the bounds, so that they hold over all dimensions as in arXiv:1812.02256; \`whole\`, all of them, A times as much together: ${CODE}`,
    ),
  initialMeanMultiplier: z.number().positive().default(10).describe(`of the mean at the start; 10 in ${CODE}`),
  initialCovarianceMultiplier: z
    .number()
    .positive()
    .default(1000)
    .describe(`of the deviation at the start; 1000 in ${CODE}`),
  learningRate: z.number().positive().default(1e-2).describe(`rate of the raw multipliers; 1e-2 in ${CODE}`),
});

/** Bounds the moves of a Gaussian's mean and deviation apart, each by a penalty whose multiplier adapts. */
export const decoupledGaussian = definePlugin({
  slot: 'trustRegion',
  name: 'decoupled-gaussian',
  description: 'Bounds the KL divergences of a Gaussian’s mean and deviation from its lagging copy, one by one',
  source: {
    title: 'Abdolmaleki et al. 2018, Relative Entropy Regularized Policy Iteration',
    arxiv: '1812.02256',
    where: 'fitting step for Gaussians',
  },
  config,
  provides: ['penalty', 'holdsPrior'],
  requires: ['prior.gaussian'],
  inject: [Tokens.action, Tokens.parameters],
  create: (options, action, parameters) => {
    const { perDimension, meanBound, covarianceBound } = options;
    const dimension = action.kind === 'box' ? action.dimension : action.count;
    const count = perDimension ? dimension : 1;
    const share = perDimension && options.bounds === 'shared' ? 1 / dimension : 1;
    const group = multiplierGroup(parameters, options.learningRate);
    const ofMean = new Multipliers(group, 'mean', count, options.initialMeanMultiplier);
    const ofCovariance = new Multipliers(group, 'covariance', count, options.initialCovarianceMultiplier);
    /** Means over states, [A], or their sum, [1]. */
    const perBound = (divergence_BA: tf.Tensor) => {
      const mean_A = tf.mean(divergence_BA, 0);
      return perDimension ? mean_A : tf.sum(mean_A, 0, true);
    };
    return {
      program: (step) => ({
        holds: 'prior',
        penalty: (previous, current) => {
          const { mean_BA, covariance_BA } = decoupledDivergences(gaussianOf(previous), gaussianOf(current));
          const mean = ofMean.of(step, perBound(mean_BA), share * meanBound);
          const covariance = ofCovariance.of(step, perBound(covariance_BA), share * covarianceBound);
          return {
            loss: tf.add(mean.penalty, covariance.penalty),
            losses: [dualLoss(tf.add(mean.dual, covariance.dual))],
            metrics: {
              meanKl: tf.mean(tf.sum(mean_BA, -1)),
              covarianceKl: tf.mean(tf.sum(covariance_BA, -1)),
              meanMultiplier: mean.multiplier,
              covarianceMultiplier: covariance.multiplier,
            },
          };
        },
      }),
    };
  },
});
