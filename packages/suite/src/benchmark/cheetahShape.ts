import { box, defineEnvironment, environmentPlugin, observationSpace } from '@vem/framework';
import { z } from 'zod';

const OBSERVATIONS = 17;
const ACTIONS = 6;

/**
 * An environment of HalfCheetah's shape, 17 observations and 6 actions in [−1, 1], whose physics costs next to nothing:
 * a leaky walk of the observations that the actions push. What is timed on it is the learner.
 */
export const cheetahShape = environmentPlugin(
  defineEnvironment({
    id: 'CheetahShape',
    description: "HalfCheetah's spaces without its physics, for benchmarks",
    source: 'spaces of HalfCheetah-v5, Gymnasium',
    config: z.strictObject({}),
    observation: observationSpace({ state: OBSERVATIONS }),
    action: box({ low: [-1, -1, -1, -1, -1, -1], high: [1, 1, 1, 1, 1, 1] }),
    timeLimit: 1000,
    create: () => ({
      stateSize: OBSERVATIONS,
      reset(state, stream) {
        for (let i = 0; i < OBSERVATIONS; i++) state[i] = stream.normal();
      },
      step(state, action, outcome) {
        for (let i = 0; i < OBSERVATIONS; i++) state[i] = 0.95 * state[i] + 0.1 * action[i % ACTIONS];
        outcome.reward = state[0];
      },
      observe(state, observation) {
        for (let i = 0; i < OBSERVATIONS; i++) observation[i] = state[i];
      },
    }),
  }),
);
