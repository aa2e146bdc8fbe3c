import { defineEnvironment, finite, observationSpace, writeTables } from '@vem/framework';
import { z } from 'zod';

/** `DiscreteBandit`. One state, one step; each action pays a fixed amount. */
export const discreteBandit = defineEnvironment({
  id: 'DiscreteBandit',
  description: 'One step with a fixed payoff per action',
  source: 'Analytic problem; the posterior is a softmax of the payoffs',
  config: z.strictObject({
    payoffs: z.array(z.number()).min(1).default([1, 2, 3]).describe('reward of each action, in order'),
  }),
  observation: observationSpace({ constant: 1 }),
  action: ({ payoffs }) => finite(payoffs.length),
  timeLimit: 1,
  model: ({ payoffs }) => ({
    tables: {
      states: 2,
      write: () =>
        writeTables('DiscreteBandit', {
          states: 2,
          actions: payoffs.length,
          outcomes: (_state, action, add) => add(1, 1, payoffs[action]),
          terminal: (state) => state === 1,
          start: (state) => 1 - state,
        }),
      observe: (_state, observation) => {
        observation[0] = 1;
      },
    },
  }),
  create: ({ payoffs }) => ({
    stateSize: 0,
    reset() {},
    step(_state, action, outcome) {
      outcome.reward = payoffs[action];
      outcome.terminated = true;
    },
    observe(_state, observation) {
      observation[0] = 1;
    },
  }),
});
