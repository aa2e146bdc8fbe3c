import * as tf from '@tensorflow/tfjs-core';
import { type ActionSample, definePlugin, logProbOf, sampleOf, softMean, Tokens, uniformDensity } from '@vem/framework';
import { z } from 'zod';

const config = z.strictObject({
  samples: z
    .int()
    .positive()
    .default(16)
    .describe(
      'K, actions per transition; 16 in the public code of arXiv:1702.08165, 50 in the paper. Few samples make the value too small, the more so the more dimensions and the smaller α',
    ),
  proposal: z
    .enum(['uniform', 'prior'])
    .default('uniform')
    .describe(
      'who proposes the actions: the uniform distribution on [−1, 1]^A (arXiv:1702.08165), or the prior, for priors that know their density before the squash only',
    ),
});

/**
 * A state is worth V̂ = α log ∫ p e^{Q̄/α} da by importance sampling: Haarnoja et al. 2017, arXiv:1702.08165, eq. 10.
 * E[V̂] < V for finite K, by about α/2K times the squared coefficient of variation of the weights.
 */
export const sampledLogSumExp = definePlugin({
  slot: 'bootstrap',
  name: 'sampled-log-sum-exp',
  description: 'A state is worth its soft value by importance sampling',
  source: {
    title: 'Haarnoja et al. 2017, Reinforcement Learning with Deep Energy-Based Policies',
    arxiv: '1702.08165',
    where: 'eq. 10',
  },
  config,
  requires: ['environment.box', 'prior.density', 'valueEstimator.q'],
  refine: ({ proposal }) => ({ requires: [proposal === 'prior' ? 'prior.sample' : 'prior.space:box'] }),
  inject: [Tokens.action],
  create: ({ samples, proposal }, action) => ({
    program: (step) => ({
      value: (observation_BO) => {
        const alpha = step.temperature.alpha();
        const prior = step.prior.at(observation_BO, 'target');
        const values = (sample: ActionSample) => step.valueEstimator.q(observation_BO, sample, 'target', 'target');
        if (proposal === 'prior') {
          // log p − log q is the logarithm of what the prior adds up to.
          const value_SB = values(sampleOf(prior, samples));
          return softMean(value_SB, prior.logMass ?? 0, alpha, 0);
        }
        const uniform = uniformDensity(action, 'normalised', observation_BO.shape[0]!, step.noise);
        const sample = sampleOf(uniform, samples);
        const weight_SB = tf.sub(logProbOf(prior, sample, 'box'), logProbOf(uniform, sample, 'box'));
        return softMean(values(sample), weight_SB, alpha, 0);
      },
    }),
  }),
});
