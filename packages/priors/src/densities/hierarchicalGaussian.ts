import {
  definePlugin,
  describeNetwork,
  deviationOptions,
  GaussianNetwork,
  LatentGaussian,
  latentsOption,
  neededToSee,
  networkOf,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { PRIOR_GROUP, priorNetworkOptions } from './priorNetwork.js';

const config = z.strictObject({
  latents: latentsOption,
  latent: z
    .enum(['learned', 'autoregressive'])
    .default('learned')
    .describe(
      'where z comes from. `learned`: a network on what the prior sees; `autoregressive`: z_t ∼ N(a z_{t−1}, (1 − a²) I), and N(0, I) at first, without parameters, a prior of arXiv:1903.07438',
    ),
  persistence: z.number().min(0).lt(1).default(0.9).describe('a of an autoregressive latent; 0: N(0, I) in each step'),
  low: z
    .enum(['own', 'posterior'])
    .default('own')
    .describe(
      'p(a|z, s): a network of its own, or that of the posterior, so that the divergence of the latents is all there is to pay (arXiv:1903.07438)',
    ),
  ...priorNetworkOptions,
  ...deviationOptions('softplus', 0.5),
});

/** p(a|s) = ∫ p(z|s) p(a|z, s) dz on a view of the observation. */
export const hierarchicalGaussian = definePlugin({
  slot: 'prior',
  name: 'hierarchical-gaussian',
  description: 'A latent variable and actions given it, on all of the observation or on a view of it',
  source: {
    title: 'Tirumala et al. 2019, Exploiting Hierarchy for Learning and Transfer in KL-regularized RL',
    arxiv: '1903.07438',
  },
  config,
  provides: ['sample', 'mode', 'latents', 'learnable', 'target', 'space:u'],
  requires: ['environment.box', 'posterior.latents'],
  refine: ({ view, latent, low }) => ({
    // Nothing is left to learn where both levels are somebody else's.
    withholds: latent === 'autoregressive' && low === 'posterior' ? ['learnable'] : [],
    requires: [...neededToSee(view), ...(latent === 'autoregressive' ? (['behaviour.latents'] as const) : [])],
  }),
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const { latents, latent, persistence, low, trainable, learningRate, target, view } = options;
    /** Both levels are somebody else's. */
    const bare = latent === 'autoregressive' && low === 'posterior';
    const learns = trainable && !bare;
    const contents = `${describeNetwork(options)}: latent of ${latents}, ${latent === 'learned' ? GaussianNetwork.contents(options) : `autoregressive with ${persistence}`}; actions given it: ${low}`;
    const group = parameters.group(PRIOR_GROUP, {
      contents,
      ...(learns ? { learningRate, target } : { trained: false }),
    });
    const networks = new LatentGaussian(
      group,
      {
        network: networkOf(options),
        latents,
        deviation: options,
        sees: view,
        latent: latent === 'autoregressive' ? { persistence } : undefined,
        ownLow: low === 'own',
      },
      observation,
      action,
      { slot: 'prior', option: 'view' },
    );
    return {
      program: (step) => ({
        at: (observation_BO, copy) => {
          const own = bare ? {} : step.parameters(PRIOR_GROUP, learns ? copy : 'online');
          if (low === 'own') return networks.at(own, observation_BO, step.noise);
          const { given } = step.posterior.infer(observation_BO, 'train').latentParts;
          return networks.at(own, observation_BO, step.noise, given);
        },
      }),
    };
  },
});
