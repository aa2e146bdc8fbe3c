import { box, defineEnvironment, meanOver, observationSpace, type SolvedCriterion, type View } from '@vem/framework';
import { z } from 'zod';
import { COLOURS, disc, fromAbove, place, sphere } from './drawing.js';

const TIME_STEP = 0.03;
const MASS = 0.2;
const MAX_FORCE = 5;
const MAX_SPEED = 5;
const MAX_POSITION = 20;
const START_RANGE = 5;
const SOLVED_DISTANCE = 1;

const solved: SolvedCriterion = {
  description: `mean final distance ≤ ${SOLVED_DISTANCE} over 100 episodes`,
  episodes: 100,
  behaviour: 'mode',
  value: (episodes) =>
    meanOver(episodes, ({ finalObservation: [x, y, goalX, goalY] }) => distance(x - goalX, y - goalY)),
  passed: (value) => value <= SOLVED_DISTANCE,
};

/** The disc around the goal is where the task counts as solved. */
const view: View = {
  scene: {
    geoms: [
      sphere(0.3, COLOURS.body),
      disc(SOLVED_DISTANCE, COLOURS.goal),
      { shape: 'plane', size: [0, 0], colour: COLOURS.ground },
    ],
    camera: fromAbove(22),
    timeStep: TIME_STEP,
  },
  pose([x, y, goalX, goalY], poses) {
    place(poses, 0, x, y, 0.3);
    place(poses, 1, goalX, goalY, 0);
    place(poses, 2, 0, 0, -0.05);
  },
};

/**
 * `PointMass2D`. State and observation: position, goal, velocity. Action: force u, at most 5 along each axis.
 *
 * With time step Δ: p ← p + v Δ + ½ u Δ², then v ← v + u Δ / m, both from the velocity before the step. The speed limit
 * is one of the norm (the direction is kept); positions stop at ±20 along each axis and keep their velocity. The reward
 * is −(distance / 20)² at the new position. Start and goal: uniform on [−5, 5]², at rest.
 */
export const pointMass = defineEnvironment({
  id: 'PointMass2D',
  description: 'Push a point mass to a random goal in the plane',
  source: 'Point mass of "Reinforcement Learning as Probabilistic Inference" (course report), episodes of 100 steps',
  config: z.strictObject({
    goals: z
      .enum(['anywhere', 'diagonal', 'offDiagonal'])
      .default('anywhere')
      .describe(
        'where goals are: anywhere in [−5, 5]²; `diagonal`, where x and y have the same sign; `offDiagonal`, where they have not: for transfer from goals to others',
      ),
  }),
  observation: observationSpace({ position: 2, goal: 2, velocity: 2 }),
  goal: { part: 'goal', kind: 'goal' },
  action: box({ low: [-MAX_FORCE, -MAX_FORCE], high: [MAX_FORCE, MAX_FORCE] }),
  timeLimit: 100,
  solved,
  create: ({ goals }) => ({
    stateSize: 6,
    view,
    reset(state, stream) {
      for (let i = 0; i < 4; i++) state[i] = START_RANGE * (2 * stream.uniform() - 1);
      if (goals !== 'anywhere' && state[2] * state[3] > 0 !== (goals === 'diagonal')) state[3] = -state[3];
    },
    step(state, action, outcome) {
      for (let axis = 0; axis < 2; axis++) {
        const moved = state[axis] + state[4 + axis] * TIME_STEP + 0.5 * action[axis] * TIME_STEP ** 2;
        state[axis] = Math.max(-MAX_POSITION, Math.min(MAX_POSITION, moved));
        state[4 + axis] += (action[axis] * TIME_STEP) / MASS;
      }
      const speed = distance(state[4], state[5]);
      if (speed > MAX_SPEED) {
        state[4] *= MAX_SPEED / speed;
        state[5] *= MAX_SPEED / speed;
      }
      outcome.reward = -((distance(state[0] - state[2], state[1] - state[3]) / MAX_POSITION) ** 2);
    },
    observe(state, observation) {
      for (let i = 0; i < 6; i++) observation[i] = state[i];
    },
  }),
});

/** Length of (x, y); many times faster than Math.hypot. */
function distance(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
