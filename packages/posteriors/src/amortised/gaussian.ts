import { definePlugin, Tokens } from '@vem/framework';
import { GaussianNetworkPosterior, gaussianNetworkOptions } from './gaussianNetwork.js';

/** An unsquashed Gaussian in box units; the environment clips what leaves the box. */
export const gaussian = definePlugin({
  slot: 'posterior',
  name: 'gaussian',
  description: 'A Gaussian network in box units, clipped by the environment',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications',
    arxiv: '1812.05905',
    where: 'appendix C',
  },
  config: gaussianNetworkOptions,
  provides: ['sample', 'logProb', 'pathwise', 'mode', 'gaussian', 'target', 'space:u', 'space:box'],
  requires: ['environment.box', 'gradientEstimator.loss'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) =>
    new GaussianNetworkPosterior(options, 'identity', observation, action, parameters),
});
