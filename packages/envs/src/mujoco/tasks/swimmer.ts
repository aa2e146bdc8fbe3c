import { observationSpace } from '@vem/framework';
import { z } from 'zod';
import { addUniform, controlCost, copyTo } from '../maths.js';
import { swimmerModel } from '../models/swimmer.js';
import { mujocoEnvironment } from '../mujocoEnvironment.js';
import * as option from '../options.js';

const POSITIONS = 5;
const VELOCITIES = 5;

/** `Swimmer-v5`: reward is speed along x less the cost of control; episodes never terminate. */
export const swimmer = mujocoEnvironment({
  id: 'Swimmer-v5',
  description: 'Swim forwards with three rods in a row',
  source: 'Gymnasium 1.4.0, envs/mujoco/swimmer_v5.py (Coulom 2002)',
  model: swimmerModel,
  config: z.strictObject({
    frameSkip: option.frameSkip(4),
    forwardRewardWeight: option.forwardRewardWeight(1),
    ctrlCostWeight: option.ctrlCostWeight(1e-4),
    resetNoiseScale: option.resetNoiseScale(0.1, 'range of first positions and velocities'),
    excludeCurrentPositionsFromObservation: option.excludeCurrentPositions('the place'),
  }),
  observation: ({ excludeCurrentPositionsFromObservation }) =>
    observationSpace({
      positions: POSITIONS - (excludeCurrentPositionsFromObservation ? 2 : 0),
      velocities: VELOCITIES,
    }),
  controls: [2, 1],
  timeLimit: 1000,
  rewardThreshold: 360,
  task: (options) => ({
    frameSkip: options.frameSkip,
    standpoint: { target: [0, 0, 0], distance: 6, elevation: -60, followed: 'torso' },
    kept: 0,
    start(qpos, qvel, stream) {
      addUniform(qpos, options.resetNoiseScale, stream);
      addUniform(qvel, options.resetNoiseScale, stream);
    },
    progress: (state) => state[0],
    judge(_state, action, outcome, speed) {
      outcome.reward = options.forwardRewardWeight * speed - controlCost(options.ctrlCostWeight, action);
    },
    observe(state, observation) {
      const first = options.excludeCurrentPositionsFromObservation ? 2 : 0;
      copyTo(observation, 0, state, first, POSITIONS + VELOCITIES);
    },
  }),
});
