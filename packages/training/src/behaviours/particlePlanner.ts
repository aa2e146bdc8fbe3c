import { definePlugin, Tokens } from '@vem/framework';
import { ModelPlanner, type Planning } from './planning/modelPlanner.js';
import { type PlannerOptions, plannerOptions } from './planning/options.js';
import { plan } from './planning/plan.js';
import { byPosterior, byPrior } from './planning/proposers.js';
import { expectation, singleSample, type Twist } from './planning/twist.js';

/** Sequential Monte Carlo with weights of one consistent form. */
export const particlePlanning = (
  options: PlannerOptions,
  twist: Twist = options.ahead === 'sample' ? singleSample : expectation(options.draws),
): Planning => ({
  plugin: 'particle-planner',
  plan: (step, observation_NO, purpose) =>
    plan(
      step,
      observation_NO,
      options.proposal === 'posterior' ? byPosterior(step, purpose) : byPrior(step),
      options,
      twist,
    ),
  proposal: (step, observation_NO) =>
    options.proposal === 'prior'
      ? step.prior.at(observation_NO, 'online')
      : step.posterior.infer(observation_NO, 'evaluate'),
});

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
  create: (options, action, asked) => new ModelPlanner(particlePlanning(options), options, action, asked),
});
