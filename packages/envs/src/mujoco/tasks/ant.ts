import { observationSpace } from '@vem/framework';
import { z } from 'zod';
import { addNormal, addUniform, clip, controlCost, copyClipped, copyTo } from '../maths.js';
import { antModel } from '../models/ant.js';
import { mujocoEnvironment } from '../mujocoEnvironment.js';
import * as option from '../options.js';

const POSITIONS = 15;
const VELOCITIES = 14;
/** The world included, which stands first. */
const BODIES = 14;
/** Torque and force. */
const FORCES_PER_BODY = 6;
const FORCES = BODIES * FORCES_PER_BODY;
const BODY_NAMES = [
  'torso',
  'front_left_leg',
  'aux_1',
  'front_right_leg',
  'aux_2',
  'back_leg',
  'aux_3',
  'right_back_leg',
  'aux_4',
] as const;

/** `Ant-v5`: reward is forward speed and health less the costs of control and of contact forces. */
export const ant = mujocoEnvironment({
  id: 'Ant-v5',
  description: 'Walk forwards on four legs',
  source: 'Gymnasium 1.4.0, envs/mujoco/ant_v5.py (Schulman et al. 2015, arXiv:1506.02438)',
  model: antModel,
  config: z.strictObject({
    frameSkip: option.frameSkip(5),
    forwardRewardWeight: option.forwardRewardWeight(1),
    ctrlCostWeight: option.ctrlCostWeight(0.5),
    contactCostWeight: option.weight(5e-4, 'cost per squared contact force, clipped', 'contact_cost_weight'),
    healthyReward: option.healthyReward(1),
    mainBody: z
      .union([
        z
          .int()
          .min(0)
          .max(BODIES - 1),
        z.enum(BODY_NAMES),
      ])
      .default(1)
      .describe('the body whose speed counts, by number or name (Gymnasium: main_body)'),
    terminateWhenUnhealthy: option.terminateWhenUnhealthy(),
    healthyZRange: option.range([0.2, 1], 'healthy heights of the torso, m, bounds included', 'healthy_z_range'),
    contactForceRange: option.range([-1, 1], 'to which contact forces are clipped', 'contact_force_range'),
    resetNoiseScale: option.resetNoiseScale(0.1, 'range of first positions, and deviation of first velocities'),
    excludeCurrentPositionsFromObservation: option.excludeCurrentPositions('the place on the ground'),
    includeCfrcExtInObservation: option.include('contact forces at the bodies', 'cfrc_ext'),
  }),
  observation: ({ excludeCurrentPositionsFromObservation, includeCfrcExtInObservation }) =>
    observationSpace({
      positions: POSITIONS - (excludeCurrentPositionsFromObservation ? 2 : 0),
      velocities: VELOCITIES,
      ...(includeCfrcExtInObservation ? { contactForces: FORCES - FORCES_PER_BODY } : {}),
    }),
  controls: [8, 1],
  timeLimit: 1000,
  rewardThreshold: 6000,
  task(options, simulation) {
    const heights = option.bounds(options.healthyZRange);
    const [lowest, highest] = option.bounds(options.contactForceRange);
    const main = typeof options.mainBody === 'string' ? simulation.body(options.mainBody) : options.mainBody;
    const first = options.excludeCurrentPositionsFromObservation ? 2 : 0;
    const mainX = POSITIONS + 2 * VELOCITIES;
    const forces = mainX + 1;

    const isHealthy = (state: Float64Array) => {
      for (let i = 0; i < POSITIONS + VELOCITIES; i++) if (!Number.isFinite(state[i])) return false;
      return heights[0] <= state[2] && state[2] <= heights[1];
    };
    const contactCost = (state: Float64Array) => {
      let sum = 0;
      for (let i = forces; i < forces + FORCES; i++) sum += clip(state[i], lowest, highest) ** 2;
      return options.contactCostWeight * sum;
    };
    return {
      frameSkip: options.frameSkip,
      standpoint: { distance: 6, elevation: -25, followed: 'torso' },
      kept: 1 + FORCES,
      keep({ xpos, cfrc_ext }, state) {
        state[mainX] = xpos[3 * main];
        for (let i = 0; i < FORCES; i++) state[forces + i] = cfrc_ext[i];
      },
      start(qpos, qvel, stream) {
        addUniform(qpos, options.resetNoiseScale, stream);
        addNormal(qvel, options.resetNoiseScale, stream);
      },
      progress: (state) => state[mainX],
      judge(state, action, outcome, speed) {
        const healthy = isHealthy(state);
        const gain = speed * options.forwardRewardWeight + (healthy ? options.healthyReward : 0);
        outcome.reward = gain - (controlCost(options.ctrlCostWeight, action) + contactCost(state));
        outcome.terminated = !healthy && options.terminateWhenUnhealthy;
      },
      observe(state, observation) {
        const at = copyTo(observation, 0, state, first, POSITIONS + VELOCITIES);
        if (!options.includeCfrcExtInObservation) return;
        copyClipped(observation, at, state, [forces + FORCES_PER_BODY, forces + FORCES], lowest, highest);
      },
    };
  },
});
