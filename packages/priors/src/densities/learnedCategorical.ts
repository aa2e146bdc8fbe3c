import { definePlugin, Mlp, neededToSee, Tokens, temperedCategorical } from '@vem/framework';
import { z } from 'zod';
import { exponentOption, PriorNetwork, priorNetworkOptions } from './priorNetwork.js';

/** p_θ(a|s) over finitely many actions, its logits by a network on a view of the observation. */
export const learnedCategorical = definePlugin({
  slot: 'prior',
  name: 'learned-categorical',
  description: 'A network that gives each finite action its probability, on all of the observation or on a view of it',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
    where: 'M-step',
  },
  config: z.strictObject({ ...priorNetworkOptions, exponent: exponentOption }),
  provides: ['density', 'sample', 'mode', 'enumerate', 'learnable', 'target', 'space:finite'],
  requires: ['environment.finite'],
  refine: ({ view }) => ({ requires: neededToSee(view) }),
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const count = action.kind === 'finite' ? action.count : action.dimension;
    const network = new PriorNetwork(
      options,
      'logits',
      observation,
      parameters,
      (group, shape) => new Mlp(group, { ...shape, output: count }),
    );
    return {
      program: (step) => ({
        at: (observation_BO, copy) =>
          temperedCategorical(network.forward(step, observation_BO, copy), options.exponent, step.noise),
      }),
    };
  },
});
