import { defineEnvironment, finite, meanReturnAtLeast, observationSpace, type View } from '@vem/framework';
import { z } from 'zod';
import { box, COLOURS, fromTheSide, place, placeRod, rod } from './drawing.js';

const GRAVITY = 9.8;
const POLE_MASS = 0.1;
const TOTAL_MASS = POLE_MASS + 1;
const HALF_LENGTH = 0.5;
const POLE_MOMENT = POLE_MASS * HALF_LENGTH;
const FORCE = 10;
const TIME_STEP = 0.02;
const MAX_POSITION = 2.4;
const MAX_ANGLE = (12 * 2 * Math.PI) / 360;
const START_RANGE = 0.05;

const view: View = {
  scene: {
    geoms: [
      box(0.25, 0.12, 0.12, COLOURS.fixed),
      rod(0.04, 2 * HALF_LENGTH, COLOURS.body),
      box(MAX_POSITION, 0.02, 0.01, COLOURS.ground),
    ],
    camera: fromTheSide(5, [0, 0, 0.4]),
    timeStep: TIME_STEP,
  },
  pose([position, , angle], poses) {
    place(poses, 0, position, 0, 0);
    placeRod(poses, 1, position, 0.12, angle, 2 * HALF_LENGTH);
    place(poses, 2, 0, 0, -0.14);
  },
};

/** `CartPole-v1`. State: position (m), velocity, angle from upright (rad), angular velocity. Actions: 0 left, 1 right. */
export const cartPole = defineEnvironment({
  id: 'CartPole-v1',
  description: 'Balance a pole on a cart that is pushed left or right',
  source: 'Gymnasium 1.x, envs/classic_control/cartpole.py (Barto, Sutton and Anderson 1983)',
  config: z.strictObject({
    suttonBartoReward: z
      .boolean()
      .default(false)
      .describe('reward 0 per step and −1 for the fall, instead of 1 per step (Gymnasium: sutton_barto_reward)'),
  }),
  observation: observationSpace({ position: 1, velocity: 1, angle: 1, angularVelocity: 1 }),
  action: finite(2),
  timeLimit: 500,
  solved: ({ suttonBartoReward }) => (suttonBartoReward ? undefined : meanReturnAtLeast(475)),
  create: ({ suttonBartoReward }) => ({
    stateSize: 4,
    view,
    reset(state, stream) {
      for (let i = 0; i < 4; i++) state[i] = START_RANGE * (2 * stream.uniform() - 1);
    },
    step(state, action, outcome) {
      const velocity = state[1];
      const angle = state[2];
      const spin = state[3];
      const cosine = Math.cos(angle);
      const sine = Math.sin(angle);
      const push = ((action === 1 ? FORCE : -FORCE) + POLE_MOMENT * (spin * spin) * sine) / TOTAL_MASS;
      const torque = GRAVITY * sine - cosine * push;
      const spinUp = torque / (HALF_LENGTH * (4 / 3 - (POLE_MASS * (cosine * cosine)) / TOTAL_MASS));
      const acceleration = push - (POLE_MOMENT * spinUp * cosine) / TOTAL_MASS;

      state[0] += TIME_STEP * velocity;
      state[1] = velocity + TIME_STEP * acceleration;
      state[2] = angle + TIME_STEP * spin;
      state[3] = spin + TIME_STEP * spinUp;
      outcome.terminated = Math.abs(state[0]) > MAX_POSITION || Math.abs(state[2]) > MAX_ANGLE;
      const alive = suttonBartoReward ? 0 : 1;
      outcome.reward = outcome.terminated && suttonBartoReward ? -1 : alive;
    },
    observe(state, observation) {
      for (let i = 0; i < 4; i++) observation[i] = state[i];
    },
  }),
});
