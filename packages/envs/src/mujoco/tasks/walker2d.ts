import { z } from 'zod';
import { isBetween } from '../maths.js';
import { walker2dModel } from '../models/walker2d.js';
import { mujocoEnvironment } from '../mujocoEnvironment.js';
import * as option from '../options.js';
import { planarWalkerSpace, planarWalkerTask } from './planarWalker.js';

const POSITIONS = 9;
const VELOCITIES = 9;

/** `Walker2d-v5`: reward is forward speed and health less the cost of control; it is over when the body falls. */
export const walker2d = mujocoEnvironment({
  id: 'Walker2d-v5',
  description: 'Walk forwards on two legs in a plane without falling',
  source: 'Gymnasium 1.4.0, envs/mujoco/walker2d_v5.py (after Erez, Tassa and Todorov 2011)',
  model: walker2dModel,
  config: z.strictObject({
    frameSkip: option.frameSkip(4),
    forwardRewardWeight: option.forwardRewardWeight(1),
    ctrlCostWeight: option.ctrlCostWeight(1e-3),
    healthyReward: option.healthyReward(1),
    terminateWhenUnhealthy: option.terminateWhenUnhealthy(),
    healthyZRange: option.range([0.8, 2], 'healthy heights of the torso, m', 'healthy_z_range'),
    healthyAngleRange: option.range([-1, 1], 'healthy angles of the torso, rad', 'healthy_angle_range'),
    resetNoiseScale: option.resetNoiseScale(5e-3, 'range of first positions and velocities'),
    excludeCurrentPositionsFromObservation: option.excludeCurrentPositions('the x-coordinate'),
  }),
  observation: ({ excludeCurrentPositionsFromObservation }) =>
    planarWalkerSpace(POSITIONS, VELOCITIES, excludeCurrentPositionsFromObservation),
  controls: [6, 1],
  timeLimit: 1000,
  task(options, simulation) {
    const heights = option.bounds(options.healthyZRange);
    const angles = option.bounds(options.healthyAngleRange);
    return planarWalkerTask(
      options,
      simulation,
      (state) => isBetween(state[1], heights) && isBetween(state[2], angles),
    );
  },
});
