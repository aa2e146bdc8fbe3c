import { type ActionSpace, definePlugin, Tokens } from '@vem/framework';
import { z } from 'zod';
import { type Box, GaussianNetworkPosterior, gaussianNetworkOptions } from './gaussianNetwork.js';

const config = gaussianNetworkOptions.extend({
  units: z
    .enum(['box', 'environment'])
    .default('box')
    .describe(
      'of what the network gives, and of σ₀: `box`, [−1, 1] in each dimension; `environment`, the environment’s own, as in public code of arXiv:1707.06347: one step of the optimiser then moves actions by as much as it does there. Densities are in box units either way',
    ),
});

/** Where the box lies; finite actions have none. */
function boxOf(action: ActionSpace): Box | undefined {
  if (action.kind !== 'box') return undefined;
  const { low, high } = action;
  return {
    centre_A: low.map((bound, i) => (bound + high[i]) / 2),
    halfWidth_A: low.map((bound, i) => (high[i] - bound) / 2),
  };
}

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
  config,
  provides: ['sample', 'logProb', 'pathwise', 'mode', 'gaussian', 'target', 'space:u', 'space:box'],
  requires: ['environment.box', 'gradientEstimator.loss'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ units, ...options }, observation, action, parameters) =>
    new GaussianNetworkPosterior(
      options,
      'identity',
      observation,
      action,
      parameters,
      units === 'environment' ? boxOf(action) : undefined,
    ),
});
