import { defineEnvironment, environmentPlugin, finite, observationSpace, writeTables } from '@vem/framework';
import { z } from 'zod';

/** One state. Action 0 ends the episode and earns nothing, action 1 earns a little and goes on. */
export const stopOrGo = environmentPlugin(
  defineEnvironment({
    id: 'StopOrGo',
    description: 'Stop, or go on for a little reward',
    source: 'Analytic problem; the readings of a discount give different answers',
    config: z.strictObject({ reward: z.number().default(0.05).describe('reward of going on') }),
    observation: observationSpace({ constant: 1 }),
    action: finite(2),
    timeLimit: 100,
    model: ({ reward }) => ({
      tables: {
        states: 2,
        write: () =>
          writeTables('StopOrGo', {
            states: 2,
            actions: 2,
            outcomes: (_state, action, add) => (action === 0 ? add(1, 1, 0) : add(0, 1, reward)),
            terminal: (state) => state === 1,
            start: (state) => 1 - state,
          }),
        observe: (_state, observation) => {
          observation[0] = 1;
        },
      },
    }),
    create: ({ reward }) => ({
      stateSize: 0,
      reset() {},
      step(_state, action, outcome) {
        outcome.reward = action === 0 ? 0 : reward;
        outcome.terminated = action === 0;
      },
      observe(_state, observation) {
        observation[0] = 1;
      },
    }),
  }),
);
