import { box, defineEnvironment, observationSpace, type View, withHiddenParts } from '@vem/framework';
import { z } from 'zod';
import { COLOURS, fromTheSide, placeRod, rod, sphere } from './drawing.js';

const TIME_STEP = 0.05;
const MAX_SPEED = 8;
const MAX_TORQUE = 2;
const MASS = 1;
const LENGTH = 1;
const TURN = 2 * Math.PI;
/** Gymnasium multiplies torques, which are single precision, by single-precision constants. */
const TORQUE_COST = Math.fround(0.001);
const INVERSE_INERTIA = Math.fround(3 / (MASS * LENGTH ** 2));

/** A positive angle is to the left of upright, as Gymnasium draws it. */
const view: View = {
  scene: {
    geoms: [rod(0.1, LENGTH, COLOURS.body), sphere(0.05, COLOURS.fixed)],
    camera: fromTheSide(3.6),
    timeStep: TIME_STEP,
  },
  pose: (state, poses) => placeRod(poses, 0, 0, 0, -state[0], LENGTH),
};

/** `Pendulum-v1`. State: angle from upright (rad, not wrapped), angular velocity (rad/s). Action: torque, N·m. */
export const pendulum = defineEnvironment({
  id: 'Pendulum-v1',
  description: 'Swing a pendulum up and hold it there with a weak motor',
  source: 'Gymnasium 1.x, envs/classic_control/pendulum.py',
  config: z.strictObject({
    gravity: z.number().default(10).describe('gravitational acceleration, m/s² (Gymnasium: g)'),
  }),
  observation: observationSpace({ cosine: 1, sine: 1, velocity: 1 }),
  action: box({ low: [-MAX_TORQUE], high: [MAX_TORQUE] }),
  timeLimit: 200,
  create: ({ gravity }) => ({
    stateSize: 2,
    view,
    reset(state, stream) {
      state[0] = Math.PI * (2 * stream.uniform() - 1);
      state[1] = 2 * stream.uniform() - 1;
    },
    step(state, action, outcome) {
      const angle = state[0];
      const velocity = state[1];
      const torque = action[0];
      const torqueCost = Math.fround(TORQUE_COST * Math.fround(torque * torque));
      outcome.reward = -(wrapped(angle) ** 2 + 0.1 * velocity ** 2 + torqueCost);

      const pull = ((3 * gravity) / (2 * LENGTH)) * Math.sin(angle);
      const accelerated = velocity + (pull + Math.fround(INVERSE_INERTIA * torque)) * TIME_STEP;
      state[1] = Math.max(-MAX_SPEED, Math.min(MAX_SPEED, accelerated));
      state[0] = angle + state[1] * TIME_STEP;
    },
    observe(state, observation) {
      observation[0] = Math.cos(state[0]);
      observation[1] = Math.sin(state[0]);
      observation[2] = state[1];
    },
  }),
});

/** `PendulumNoVel-v1`, as RL Baselines3 Zoo calls it: only the angle is seen, so that velocities have to be remembered. */
export const pendulumWithoutVelocity = withHiddenParts(pendulum, ['velocity'], 'PendulumNoVel-v1');

/** The same angle in [−π, π). */
function wrapped(angle: number): number {
  const remainder = (angle + Math.PI) % TURN;
  return (remainder < 0 ? remainder + TURN : remainder) - Math.PI;
}
