import { z } from 'zod';
import { isBetween } from '../maths.js';
import { hopperModel } from '../models/hopper.js';
import { mujocoEnvironment } from '../mujocoEnvironment.js';
import * as option from '../options.js';
import { planarWalkerSpace, planarWalkerTask } from './planarWalker.js';

const POSITIONS = 6;
const VELOCITIES = 6;

/** `Hopper-v5`: reward is forward speed and health less the cost of control; it is over when the body tips over. */
export const hopper = mujocoEnvironment({
  id: 'Hopper-v5',
  description: 'Hop forwards on one leg without falling',
  source: 'Gymnasium 1.4.0, envs/mujoco/hopper_v5.py (Erez, Tassa and Todorov 2011)',
  model: hopperModel,
  config: z.strictObject({
    frameSkip: option.frameSkip(4),
    forwardRewardWeight: option.forwardRewardWeight(1),
    ctrlCostWeight: option.ctrlCostWeight(1e-3),
    healthyReward: option.healthyReward(1),
    terminateWhenUnhealthy: option.terminateWhenUnhealthy(),
    healthyStateRange: option.range([-100, 100], 'healthy angles and velocities', 'healthy_state_range'),
    healthyZRange: option.range([0.7, null], 'healthy heights of the torso, m', 'healthy_z_range'),
    healthyAngleRange: option.range([-0.2, 0.2], 'healthy angles of the torso, rad', 'healthy_angle_range'),
    resetNoiseScale: option.resetNoiseScale(5e-3, 'range of first positions and velocities'),
    excludeCurrentPositionsFromObservation: option.excludeCurrentPositions('the x-coordinate'),
  }),
  observation: ({ excludeCurrentPositionsFromObservation }) =>
    planarWalkerSpace(POSITIONS, VELOCITIES, excludeCurrentPositionsFromObservation),
  controls: [3, 1],
  timeLimit: 1000,
  rewardThreshold: 3800,
  task(options, simulation) {
    const states = option.bounds(options.healthyStateRange);
    const heights = option.bounds(options.healthyZRange);
    const angles = option.bounds(options.healthyAngleRange);
    return planarWalkerTask(options, simulation, (state) => {
      for (let i = 2; i < POSITIONS + VELOCITIES; i++) if (!isBetween(state[i], states)) return false;
      return isBetween(state[1], heights) && isBetween(state[2], angles);
    });
  },
});
