import { box, defineEnvironment, meanReturnAtLeast, observationSpace, type View } from '@vem/framework';
import { z } from 'zod';
import { box as block, COLOURS, fromTheSide, place, rod, tilt } from './drawing.js';

// Gymnasium keeps this state in single precision and NumPy converts the constants that meet it.
const { fround } = Math;
const POWER = fround(0.0015);
const MAX_SPEED = fround(0.07);
const MIN_POSITION = fround(-1.2);
const MAX_POSITION = fround(0.6);
const GOAL_POSITION = fround(0.45);

/** Gymnasium's picture: the hill is a sine over the position; the force of gravity along it is all that the task has of it. */
const height = (position: number) => 0.45 * Math.sin(3 * position) + 0.55;
const slope = (position: number) => Math.atan(1.35 * Math.cos(3 * position));
const HILL = 36;
const FRAMES_PER_SECOND = 30;
const hill = Array.from({ length: HILL }, (_, i) => {
  const [from, to] = [i, i + 1].map((k) => MIN_POSITION + ((MAX_POSITION - MIN_POSITION) * k) / HILL);
  const [low, high] = [height(from), height(to)];
  return {
    x: (from + to) / 2,
    z: (low + high) / 2,
    length: Math.sqrt((to - from) ** 2 + (high - low) ** 2),
    angle: Math.atan2(to - from, high - low),
  };
});

const view: View = {
  scene: {
    geoms: [
      block(0.06, 0.03, 0.025, COLOURS.body),
      block(0.005, 0.005, 0.1, COLOURS.goal),
      ...hill.map(({ length }) => rod(0.006, length, COLOURS.fixed)),
    ],
    camera: fromTheSide(2.4, [-0.3, 0, 0.55]),
    timeStep: 1 / FRAMES_PER_SECOND,
  },
  pose([position], poses) {
    const angle = slope(position);
    place(poses, 0, position - 0.04 * Math.sin(angle), 0, height(position) + 0.04 * Math.cos(angle));
    tilt(poses, 0, -angle);
    place(poses, 1, GOAL_POSITION, 0, height(GOAL_POSITION) + 0.1);
    hill.forEach((piece, i) => {
      place(poses, 2 + i, piece.x, 0, piece.z);
      tilt(poses, 2 + i, piece.angle);
    });
  },
};

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
    view,
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
