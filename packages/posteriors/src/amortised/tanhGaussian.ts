import { definePlugin, Tokens } from '@vem/framework';
import { GaussianNetworkPosterior, gaussianNetworkOptions } from './gaussianNetwork.js';

/** SAC’s posterior: a = tanh u, u ~ N(μ_φ(s), σ_φ(s)). */
export const tanhGaussian = definePlugin({
  slot: 'posterior',
  name: 'tanh-gaussian',
  description: 'A Gaussian network squashed to the box by tanh',
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
    new GaussianNetworkPosterior(options, 'tanh', observation, action, parameters),
});
