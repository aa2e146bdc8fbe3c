import { definePlugin, Tokens } from '@vem/framework';
import { ModelPlanner } from './planning/modelPlanner.js';
import { pathIntegralPlanning } from './planning/pathIntegral.js';
import { pathIntegralOptions } from './planning/pathIntegralOptions.js';

/**
 * Plans by sequences of actions that are fixed before anything is seen of where they lead, each weighed by its path through the model;
 * takes the first action of one of them, or their mean. `smcp` with whole sequences instead of particles that are resampled.
 */
export const pathIntegralPlanner = definePlugin({
  slot: 'behaviour',
  name: 'path-integral-planner',
  description:
    'Plans by sequences of actions weighed by prior · exp(return/α) over what drew them (MPPI), and takes the first action',
  source: {
    title:
      'Williams et al. 2017, Information Theoretic Model Predictive Control: Theory and Applications to Autonomous Driving',
    arxiv: '1707.02342',
    where: 'algorithm 2',
  },
  config: pathIntegralOptions,
  provides: ['plans', 'actsByPosterior'],
  requires: ['model.step', 'posterior.sample', 'prior.density'],
  refine: ({ start }) => ({ requires: start === 'posterior' ? ['posterior.mode'] : [] }),
  inject: [Tokens.action, Tokens.asked],
  create: (options, action, asked) => new ModelPlanner(pathIntegralPlanning(options, action), options, action, asked),
});
