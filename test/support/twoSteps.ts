import { defineEnvironment, environmentPlugin, finite, observationSpace, writeTables } from '@vem/framework';
import { z } from 'zod';

/** Two steps, two actions: the first leads to one of two states by chance, the second ends the episode. */
export const twoSteps = environmentPlugin(
  defineEnvironment({
    id: 'TwoSteps',
    description: 'Two decisions with chance between them',
    source: 'Analytic problem; its first action is known, with chance inferred and without',
    config: z.strictObject({
      chance: z.array(z.array(z.number())).default([]).describe('P(state | first action)'),
      first: z.array(z.number()).default([]).describe('reward of each first action'),
      second: z.array(z.array(z.number())).default([]).describe('reward of each state and second action'),
    }),
    observation: observationSpace({ state: 4 }),
    action: finite(2),
    timeLimit: 2,
    model: ({ chance, first, second }) => ({
      tables: {
        states: 4,
        write: () =>
          writeTables('TwoSteps', {
            states: 4,
            actions: 2,
            outcomes: (state, action, add) => {
              if (state > 0) add(3, 1, second[state - 1][action]);
              else
                for (const [next, probability] of chance[action].entries()) add(1 + next, probability, first[action]);
            },
            terminal: (state) => state === 3,
            start: (state) => (state === 0 ? 1 : 0),
          }),
        observe: (state, observation) => {
          observation.fill(0);
          observation[state] = 1;
        },
      },
    }),
    create: ({ chance, first, second }) => ({
      stateSize: 1,
      reset() {},
      step(state, action, outcome, stream) {
        const [from] = state;
        outcome.reward = from === 0 ? first[action] : second[from - 1][action];
        outcome.terminated = from > 0;
        state[0] = from > 0 ? 3 : stream.uniform() < chance[action][0] ? 1 : 2;
      },
      observe: (state, observation) => {
        observation.fill(0);
        observation[state[0]] = 1;
      },
    }),
  }),
);
