import { observationSpace } from '@vem/framework';
import { z } from 'zod';
import { addNormal, addUniform, controlCost, copyTo } from '../maths.js';
import { halfCheetahModel } from '../models/halfCheetah.js';
import { mujocoEnvironment } from '../mujocoEnvironment.js';
import * as option from '../options.js';

const POSITIONS = 9;
const VELOCITIES = 9;

/** `HalfCheetah-v5`: reward is forward speed less the cost of control; episodes never terminate. */
export const halfCheetah = mujocoEnvironment({
  id: 'HalfCheetah-v5',
  description: 'Run forwards with a planar two-legged cat',
  source: 'Gymnasium 1.4.0, envs/mujoco/half_cheetah_v5.py (Wawrzyński 2009)',
  model: halfCheetahModel,
  config: z.strictObject({
    frameSkip: option.frameSkip(5),
    forwardRewardWeight: option.forwardRewardWeight(1),
    ctrlCostWeight: option.ctrlCostWeight(0.1),
    resetNoiseScale: option.resetNoiseScale(0.1, 'range of first positions, and deviation of first velocities'),
    excludeCurrentPositionsFromObservation: option.excludeCurrentPositions('the x-coordinate'),
  }),
  observation: ({ excludeCurrentPositionsFromObservation }) =>
    observationSpace({
      positions: POSITIONS - (excludeCurrentPositionsFromObservation ? 1 : 0),
      velocities: VELOCITIES,
    }),
  controls: [6, 1],
  timeLimit: 1000,
  rewardThreshold: 4800,
  task: (options) => ({
    frameSkip: options.frameSkip,
    standpoint: { distance: 4, followed: 'torso' },
    kept: 0,
    start(qpos, qvel, stream) {
      addUniform(qpos, options.resetNoiseScale, stream);
      addNormal(qvel, options.resetNoiseScale, stream);
    },
    progress: (state) => state[0],
    judge(_state, action, outcome, speed) {
      outcome.reward = options.forwardRewardWeight * speed - controlCost(options.ctrlCostWeight, action);
    },
    observe(state, observation) {
      copyTo(observation, 0, state, options.excludeCurrentPositionsFromObservation ? 1 : 0, POSITIONS + VELOCITIES);
    },
  }),
});
