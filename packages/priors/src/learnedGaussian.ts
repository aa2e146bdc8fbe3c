import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, gaussianDensity, Tokens } from '@vem/framework';
import { z } from 'zod';
import { PriorNetwork, priorNetworkOptions } from './priorNetwork.js';

const config = z.strictObject({
  ...priorNetworkOptions,
  squash: z
    .enum(['tanh', 'identity'])
    .default('tanh')
    .describe(
      'how pre-squash numbers become actions; match the posterior’s. `identity`: unbounded in box units, clipped by the environment and by critics',
    ),
  initialStd: z
    .number()
    .positive()
    .default(0.5)
    .describe('standard deviation at the start, pre-squash; .5 in the public code of arXiv:2006.00979'),
  minStd: z
    .number()
    .positive()
    .default(1e-6)
    .describe('least standard deviation, pre-squash; 1e-6 in the public code of arXiv:2006.00979'),
});

/**
 * p_θ(a|s) = N(μ_θ(o), σ_θ(o)) before the squash, on a view o of the observation, with σ = softplus(x) σ₀ / log 2 + σ_min:
 * σ₀ at x = 0.
 */
export const learnedGaussian = definePlugin({
  slot: 'prior',
  name: 'learned-gaussian',
  description: 'A Gaussian network, on all of the observation or on a view of it',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
    where: 'M-step',
  },
  config,
  provides: ['density', 'sample', 'mode', 'gaussian', 'learnable', 'target', 'space:u'],
  requires: ['environment.box'],
  refine: ({ squash }) => ({ provides: squash === 'identity' ? ['space:box'] : [] }),
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const dimension = action.kind === 'box' ? action.dimension : action.count;
    const network = new PriorNetwork(options, 2 * dimension, observation, parameters);
    const scale = options.initialStd / Math.LN2;
    return {
      program: (step) => ({
        at: (observation_BO, copy) => {
          const [mean_BA, raw_BA] = tf.split(network.forward(step, observation_BO, copy), 2, 1);
          const std_BA = tf.add(tf.mul(scale, tf.softplus(raw_BA)), options.minStd);
          return gaussianDensity({ mean_BA, logStd_BA: tf.log(std_BA) }, options.squash, step.noise);
        },
      }),
    };
  },
});
