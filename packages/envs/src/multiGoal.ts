import { box, defineEnvironment, observationSpace, type SolvedCriterion, type View } from '@vem/framework';
import { z } from 'zod';
import { COLOURS, disc, fromAbove, place, sphere } from './drawing.js';

const GOALS = [
  [5, 0],
  [-5, 0],
  [0, 5],
  [0, -5],
] as const;
const THRESHOLD = 1;
const MAX_POSITION = 7;
/** Shares of the roll-outs. */
const REACHED_AT_LEAST = 0.9;
const EACH_GOAL_AT_LEAST = 0.1;

const solved: SolvedCriterion = {
  description: 'of 200 sampled roll-outs from the origin ≥ 90 % reach a goal and each of the four goals gets ≥ 10 %',
  episodes: 200,
  behaviour: 'sample',
  // The share that falls shortest of its bar, as a multiple of the bar. Only reaching a goal terminates.
  value: (episodes) => {
    const arrived = episodes.filter((episode) => episode.terminated);
    const hits = GOALS.map(() => 0);
    for (const { finalObservation: at } of arrived) {
      const distances = GOALS.map(([x, y]) => squaredDistance(at[0], at[1], x, y));
      hits[distances.indexOf(Math.min(...distances))]++;
    }
    const share = (count: number) => count / episodes.length;
    return Math.min(share(arrived.length) / REACHED_AT_LEAST, share(Math.min(...hits)) / EACH_GOAL_AT_LEAST);
  },
  passed: (value) => value >= 1,
};

const STEPS_PER_SECOND = 6;
const view: View = {
  scene: {
    geoms: [
      sphere(0.25, COLOURS.body),
      { shape: 'plane', size: [MAX_POSITION, MAX_POSITION], colour: COLOURS.ground },
      ...GOALS.map(() => disc(THRESHOLD, COLOURS.goal)),
    ],
    camera: fromAbove(20),
    timeStep: 1 / STEPS_PER_SECOND,
  },
  pose([x, y], poses) {
    place(poses, 0, x, y, 0.25);
    place(poses, 1, 0, 0, -0.05);
    GOALS.forEach(([goalX, goalY], i) => {
      place(poses, 2 + i, goalX, goalY, 0);
    });
  },
};

/**
 * `MultiGoal`. State and observation: the position x. Action: velocity a, at most 1 along each axis.
 *
 * x ← x + a, held in [−7, 7]²; reward −30 |a|² − min_g |x − g|² at the new position, and 10 more for coming closer than 1
 * to a goal, which ends the episode. Start: the origin with a little noise.
 */
export const multiGoal = defineEnvironment({
  id: 'MultiGoal',
  description: 'Walk from the origin to any of four goals; a good policy keeps all four ways open',
  source: 'Haarnoja et al. 2017 (arXiv:1702.08165); constants of the public soft Q-learning code',
  config: z.strictObject({
    goalReward: z.number().default(10).describe('reward for reaching a goal'),
    actionCost: z.number().nonnegative().default(30).describe('cost per squared length of the action'),
    distanceCost: z.number().nonnegative().default(1).describe('cost per squared distance to the nearest goal'),
    startNoise: z.number().nonnegative().default(0.1).describe('standard deviation of each start coordinate'),
    stepNoise: z.number().nonnegative().default(0).describe('standard deviation added to each coordinate per step'),
  }),
  observation: observationSpace({ position: 2 }),
  action: box({ low: [-1, -1], high: [1, 1] }),
  timeLimit: 30,
  solved,
  create: ({ goalReward, actionCost, distanceCost, startNoise, stepNoise }) => ({
    stateSize: 2,
    view,
    reset(state, stream) {
      for (let axis = 0; axis < 2; axis++) state[axis] = held(startNoise * stream.normal());
    },
    step(state, action, outcome, stream) {
      for (let axis = 0; axis < 2; axis++) {
        const noise = stepNoise === 0 ? 0 : stepNoise * stream.normal();
        state[axis] = held(state[axis] + action[axis] + noise);
      }
      let nearest = Number.POSITIVE_INFINITY;
      for (let i = 0; i < GOALS.length; i++) {
        nearest = Math.min(nearest, squaredDistance(state[0], state[1], GOALS[i][0], GOALS[i][1]));
      }
      outcome.terminated = nearest < THRESHOLD ** 2;
      const cost = actionCost * (action[0] ** 2 + action[1] ** 2) + distanceCost * nearest;
      outcome.reward = (outcome.terminated ? goalReward : 0) - cost;
    },
    observe(state, observation) {
      observation[0] = state[0];
      observation[1] = state[1];
    },
  }),
});

function held(coordinate: number): number {
  return Math.max(-MAX_POSITION, Math.min(MAX_POSITION, coordinate));
}

function squaredDistance(x: number, y: number, goalX: number, goalY: number): number {
  return (x - goalX) ** 2 + (y - goalY) ** 2;
}
