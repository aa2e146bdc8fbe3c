import { box, defineEnvironment, environmentPlugin, observationSpace } from '@vem/framework';
import { z } from 'zod';

/** Heat a room whose outside temperature is different in every episode. Action: heating power, kW. */
export const thermostat = environmentPlugin(
  defineEnvironment({
    id: 'Thermostat',
    description: 'Hold a room at a comfortable temperature without wasting power',
    source: 'an example of this repository',
    config: z.strictObject({
      wanted: z.number().default(20).describe('comfortable temperature, °C'),
      price: z.number().nonnegative().default(0.1).describe('cost of one kW over one step, in reward units'),
    }),
    observation: observationSpace({ room: 1, outside: 1 }),
    action: box({ low: [0], high: [3] }),
    timeLimit: 50,
    create: ({ wanted, price }) => ({
      stateSize: 2,
      reset(state, stream) {
        state[0] = wanted + 3 * stream.normal();
        state[1] = wanted - 15 * stream.uniform();
      },
      step(state, action, outcome, stream) {
        state[0] += 0.1 * (state[1] - state[0]) + 0.5 * action[0] + 0.05 * stream.normal();
        outcome.reward = -Math.abs(state[0] - wanted) - price * action[0];
        outcome.terminated = Math.abs(state[0] - wanted) > 30;
      },
      observe(state, observation) {
        observation[0] = (state[0] - wanted) / 5;
        observation[1] = (state[1] - wanted) / 5;
      },
    }),
  }),
);
