import { defineEnvironment, finite, meanReturnAtLeast, observationSpace, type View } from '@vem/framework';
import { z } from 'zod';
import { box, COLOURS, fromTheSide, place, placeRod, rod } from './drawing.js';

const TIME_STEP = 0.2;
const LINK_LENGTH = 1;
const LINK_MASS = 1;
/** Distance of a link's centre of mass from its joint. */
const CENTRE = 0.5;
const INERTIA = 1;
const GRAVITY = 9.8;
const MAX_SPEED_1 = 4 * Math.PI;
const MAX_SPEED_2 = 9 * Math.PI;
const TURN = 2 * Math.PI;
const START_RANGE = 0.1;

/** The line is the height that the tip has to reach. */
const view: View = {
  scene: {
    geoms: [
      rod(0.08, LINK_LENGTH, COLOURS.body),
      rod(0.08, LINK_LENGTH, COLOURS.second),
      box(2, 0.01, 0.01, COLOURS.goal),
    ],
    camera: fromTheSide(6.5),
    timeStep: TIME_STEP,
  },
  pose([angle1, angle2], poses) {
    // Angles from hanging down, to the right.
    placeRod(poses, 0, 0, 0, Math.PI - angle1, LINK_LENGTH);
    const [x, z] = [LINK_LENGTH * Math.sin(angle1), -LINK_LENGTH * Math.cos(angle1)];
    placeRod(poses, 1, x, z, Math.PI - angle1 - angle2, LINK_LENGTH);
    place(poses, 2, 0, 0, LINK_LENGTH);
  },
};

/**
 * `Acrobot-v1`. State: angle of the first link from hanging down, angle of the second relative to the first (rad), and
 * their velocities. Actions: torque −1, 0 or 1 N·m on the middle joint.
 */
export const acrobot = defineEnvironment({
  id: 'Acrobot-v1',
  description: 'Swing the tip of a two-link pendulum up by its middle joint',
  source: 'Gymnasium 1.x, envs/classic_control/acrobot.py, equations of the book (Sutton 1996)',
  config: z.strictObject({}),
  observation: observationSpace({ cosine1: 1, sine1: 1, cosine2: 1, sine2: 1, velocity1: 1, velocity2: 1 }),
  action: finite(3),
  timeLimit: 500,
  solved: meanReturnAtLeast(-100),
  create: () => {
    const advance = rungeKutta();
    return {
      stateSize: 4,
      view,
      reset(state, stream) {
        for (let i = 0; i < 4; i++) state[i] = Math.fround(START_RANGE * (2 * stream.uniform() - 1));
      },
      step(state, action, outcome) {
        advance(state, action - 1);
        state[0] = wrapped(state[0]);
        state[1] = wrapped(state[1]);
        state[2] = Math.max(-MAX_SPEED_1, Math.min(MAX_SPEED_1, state[2]));
        state[3] = Math.max(-MAX_SPEED_2, Math.min(MAX_SPEED_2, state[3]));
        outcome.terminated = -Math.cos(state[0]) - Math.cos(state[1] + state[0]) > 1;
        outcome.reward = outcome.terminated ? 0 : -1;
      },
      observe(state, observation) {
        observation[0] = Math.cos(state[0]);
        observation[1] = Math.sin(state[0]);
        observation[2] = Math.cos(state[1]);
        observation[3] = Math.sin(state[1]);
        observation[4] = state[2];
        observation[5] = state[3];
      },
    };
  },
});

/** One step of the classical fourth-order method, in place; the torque is constant over the step. */
function rungeKutta(): (state: Float64Array, torque: number) => void {
  const k1 = new Float64Array(4);
  const k2 = new Float64Array(4);
  const k3 = new Float64Array(4);
  const k4 = new Float64Array(4);
  const between = new Float64Array(4);
  const slopeAhead = (state: Float64Array, step: number, slope: Float64Array, torque: number, result: Float64Array) => {
    for (let i = 0; i < 4; i++) between[i] = state[i] + step * slope[i];
    derivative(between, torque, result);
  };
  return (state, torque) => {
    derivative(state, torque, k1);
    slopeAhead(state, TIME_STEP / 2, k1, torque, k2);
    slopeAhead(state, TIME_STEP / 2, k2, torque, k3);
    slopeAhead(state, TIME_STEP, k3, torque, k4);
    for (let i = 0; i < 4; i++) state[i] += (TIME_STEP / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
  };
}

/** Equations of motion (Sutton and Barto 1998, section 11.3), in the order of operations of Gymnasium. */
function derivative(state: Float64Array, torque: number, slope: Float64Array): void {
  const angle1 = state[0];
  const angle2 = state[1];
  const velocity1 = state[2];
  const velocity2 = state[3];
  const cosine2 = Math.cos(angle2);
  const sine2 = Math.sin(angle2);
  const lever = LINK_MASS * LINK_LENGTH * CENTRE;
  const d1 =
    LINK_MASS * CENTRE ** 2 +
    LINK_MASS * (LINK_LENGTH ** 2 + CENTRE ** 2 + 2 * LINK_LENGTH * CENTRE * cosine2) +
    INERTIA +
    INERTIA;
  const d2 = LINK_MASS * (CENTRE ** 2 + LINK_LENGTH * CENTRE * cosine2) + INERTIA;
  const phi2 = LINK_MASS * CENTRE * GRAVITY * Math.cos(angle1 + angle2 - Math.PI / 2);
  const phi1 =
    -lever * (velocity2 * velocity2) * sine2 -
    2 * lever * velocity2 * velocity1 * sine2 +
    (LINK_MASS * CENTRE + LINK_MASS * LINK_LENGTH) * GRAVITY * Math.cos(angle1 - Math.PI / 2) +
    phi2;
  const acceleration2 =
    (torque + (d2 / d1) * phi1 - lever * (velocity1 * velocity1) * sine2 - phi2) /
    (LINK_MASS * CENTRE ** 2 + INERTIA - (d2 * d2) / d1);
  slope[0] = velocity1;
  slope[1] = velocity2;
  slope[2] = -(d2 * acceleration2 + phi1) / d1;
  slope[3] = acceleration2;
}

/** The same angle in [−π, π]. */
function wrapped(angle: number): number {
  let turned = angle;
  while (turned > Math.PI) turned -= TURN;
  while (turned < -Math.PI) turned += TURN;
  return turned;
}
