import { definePlugin, Tokens } from '@vem/framework';
import { plannerOptions } from './planning/options.js';
import { ParticlePlanner } from './planning/particlePlanner.js';

/** Plans by weighted particles in the model from the present state, and takes the first action of one of them. */
export const particlePlanner = definePlugin({
  slot: 'behaviour',
  name: 'particle-planner',
  description: 'Plans by sequential Monte Carlo in the model, and takes the first action of a particle',
  source: {
    title: 'Piché et al. 2019, Probabilistic Planning with Sequential Monte Carlo Methods (ICLR)',
    where: 'algorithm 1',
  },
  config: plannerOptions,
  provides: ['plans'],
  requires: ['model.step'],
  refine: ({ proposal }) => ({
    provides: proposal === 'posterior' ? ['actsByPosterior'] : ['actsByPrior'],
    requires:
      proposal === 'posterior'
        ? ['posterior.sample', 'posterior.logProb', 'prior.density']
        : ['prior.sample', 'prior.target'],
  }),
  inject: [Tokens.action, Tokens.asked],
  create: (options, action, asked) => new ParticlePlanner(options, action, asked),
});
