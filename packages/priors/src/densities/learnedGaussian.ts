import { definePlugin, deviationOptions, GaussianNetwork, gaussianDensity, neededToSee, Tokens } from '@vem/framework';
import { z } from 'zod';
import { PriorNetwork, priorNetworkOptions } from './priorNetwork.js';

/** p_θ(a|s) = N(μ_θ(o), σ_θ(o)) before the squash, on a view o of the observation. */
export const learnedGaussian = definePlugin({
  slot: 'prior',
  name: 'learned-gaussian',
  description: 'A Gaussian network, on all of the observation or on a view of it',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
    where: 'M-step',
  },
  config: z.strictObject({
    ...priorNetworkOptions,
    squash: z
      .enum(['tanh', 'identity'])
      .default('tanh')
      .describe(
        'how pre-squash numbers become actions; match the posterior’s. `identity`: unbounded in box units, clipped by the environment and by critics',
      ),
    ...deviationOptions('softplus', 0.5),
  }),
  provides: ['density', 'sample', 'mode', 'gaussian', 'learnable', 'target', 'space:u'],
  requires: ['environment.box'],
  refine: ({ squash, view }) => ({
    provides: squash === 'identity' ? ['space:box'] : [],
    requires: neededToSee(view),
  }),
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const dimension = action.kind === 'box' ? action.dimension : action.count;
    const contents = `${options.squash} Gaussian, ${GaussianNetwork.contents(options)}`;
    const network = new PriorNetwork(
      options,
      contents,
      observation,
      parameters,
      (group, shape) => new GaussianNetwork(group, shape, dimension, options),
    );
    return {
      program: (step) => ({
        at: (observation_BO, copy) =>
          gaussianDensity(network.forward(step, observation_BO, copy), options.squash, step.noise),
      }),
    };
  },
});
