import { box, defineEnvironment, meanReturnAtLeast, observationSpace } from '@vem/framework';
import { z } from 'zod';

// Gymnasium keeps this state in single precision and NumPy converts the constants that meet it.
const { fround } = Math;
const POWER = fround(0.0015);
const MAX_SPEED = fround(0.07);
const MIN_POSITION = fround(-1.2);
const MAX_POSITION = fround(0.6);
const GOAL_POSITION = fround(0.45);

/** `MountainCarContinuous-v0`. State: position, velocity. Action: engine force in [−1, 1]. */
export const mountainCarContinuous = defineEnvironment({
  id: 'MountainCarContinuous-v0',
  description: 'Rock an underpowered car out of a valley with little fuel',
  source: 'Gymnasium 1.x, envs/classic_control/continuous_mountain_car.py (Moore 1990)',
  config: z.strictObject({
    goalVelocity: z.number().default(0).describe('least velocity at the goal (Gymnasium: goal_velocity)'),
  }),
  observation: observationSpace({ position: 1, velocity: 1 }),
  action: box({ low: [-1], high: [1] }),
  timeLimit: 999,
  solved: meanReturnAtLeast(90),
  create: ({ goalVelocity }) => ({
    stateSize: 2,
    reset(state, stream) {
      state[0] = -0.6 + 0.2 * stream.uniform();
      state[1] = 0;
    },
    step(state, action, outcome) {
      const slope = fround(0.0025 * Math.cos(fround(3 * state[0])));
      const pushed = fround(state[1] + fround(fround(action[0] * POWER) - slope));
      let velocity = Math.max(-MAX_SPEED, Math.min(MAX_SPEED, pushed));
      const moved = fround(state[0] + velocity);
      const position = Math.max(MIN_POSITION, Math.min(MAX_POSITION, moved));
      if (position === MIN_POSITION && velocity < 0) velocity = 0;

      state[0] = position;
      state[1] = velocity;
      outcome.terminated = position >= GOAL_POSITION && velocity >= fround(goalVelocity);
      outcome.reward = (outcome.terminated ? 100 : 0) - action[0] ** 2 * 0.1;
    },
    observe(state, observation) {
      observation[0] = state[0];
      observation[1] = state[1];
    },
  }),
});
