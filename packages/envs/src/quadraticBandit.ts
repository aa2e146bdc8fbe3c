import { box, defineEnvironment, observationSpace } from '@vem/framework';
import { z } from 'zod';

/**
 * `QuadraticBandit`. One state, one step: Q(a) = −h/2 (a − m)². With a Gaussian prior the posterior p(a) e^{Q(a)/α} is
 * Gaussian in closed form (as far as the bounds leave room for it).
 */
export const quadraticBandit = defineEnvironment({
  id: 'QuadraticBandit',
  description: 'One step with a quadratic payoff in a one-dimensional action',
  source: 'Analytic problem; with a Gaussian prior its posterior is known',
  config: z.strictObject({
    curvature: z.number().positive().default(8).describe('h of the payoff −h/2 (a − m)²'),
    optimum: z.number().default(0.5).describe('m, the best action'),
    bound: z.number().positive().default(1).describe('actions lie in [−bound, bound]'),
  }),
  observation: observationSpace({ constant: 1 }),
  action: ({ bound }) => box({ low: [-bound], high: [bound] }),
  timeLimit: 1,
  create: ({ curvature, optimum }) => ({
    stateSize: 0,
    reset() {},
    step(_state, action, outcome) {
      outcome.reward = -0.5 * curvature * (action[0] - optimum) ** 2;
      outcome.terminated = true;
    },
    observe(_state, observation) {
      observation[0] = 1;
    },
  }),
});
