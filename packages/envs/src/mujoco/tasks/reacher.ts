import { observationSpace } from '@vem/framework';
import { z } from 'zod';
import { addUniform, controlCost, copyTo, uniform } from '../maths.js';
import { reacherModel } from '../models/reacher.js';
import { mujocoEnvironment } from '../mujocoEnvironment.js';
import * as option from '../options.js';

const POSITIONS = 4;
const VELOCITIES = 4;
/** Of the arm; the others place the target. */
const JOINTS = 2;
const START_ANGLE = 0.1;
const START_VELOCITY = 0.005;
/** Targets are drawn uniformly from the disc of this radius, m. */
const TARGET_RADIUS = 0.2;

/** `Reacher-v5`: reward is less the farther the fingertip is from the target and the larger the controls are. */
export const reacher = mujocoEnvironment({
  id: 'Reacher-v5',
  description: 'Reach a target with an arm of two links',
  source: 'Gymnasium 1.4.0, envs/mujoco/reacher_v5.py',
  model: reacherModel,
  config: z.strictObject({
    frameSkip: option.frameSkip(2),
    rewardDistWeight: option.weight(1, 'cost per metre from the target', 'reward_dist_weight'),
    rewardControlWeight: option.weight(1, 'cost per squared control, summed over controls', 'reward_control_weight'),
  }),
  observation: observationSpace({ cosines: JOINTS, sines: JOINTS, target: 2, velocities: JOINTS, offset: 2 }),
  controls: [JOINTS, 1],
  timeLimit: 50,
  rewardThreshold: -3.75,
  task(options, simulation) {
    const fingertip = 3 * simulation.body('fingertip');
    const target = 3 * simulation.body('target');
    /** From target to fingertip, three coordinates. */
    const offset = POSITIONS + 2 * VELOCITIES;
    return {
      frameSkip: options.frameSkip,
      standpoint: { target: [0, 0, 0], distance: 1, elevation: -90 },
      kept: 3,
      keep({ xpos }, state) {
        for (let i = 0; i < 3; i++) state[offset + i] = xpos[fingertip + i] - xpos[target + i];
      },
      start(qpos, qvel, stream) {
        addUniform(qpos, START_ANGLE, stream);
        do {
          for (let i = JOINTS; i < POSITIONS; i++) qpos[i] = uniform(-TARGET_RADIUS, TARGET_RADIUS, stream);
        } while (Math.hypot(qpos[JOINTS], qpos[JOINTS + 1]) >= TARGET_RADIUS);
        addUniform(qvel, START_VELOCITY, stream);
        qvel.fill(0, JOINTS);
      },
      judge(state, action, outcome) {
        const distance = Math.hypot(state[offset], state[offset + 1], state[offset + 2]);
        outcome.reward = -distance * options.rewardDistWeight - controlCost(options.rewardControlWeight, action);
      },
      observe(state, observation) {
        for (let i = 0; i < JOINTS; i++) {
          observation[i] = Math.cos(state[i]);
          observation[JOINTS + i] = Math.sin(state[i]);
        }
        const at = copyTo(observation, 2 * JOINTS, state, JOINTS, POSITIONS);
        copyTo(observation, copyTo(observation, at, state, POSITIONS, POSITIONS + JOINTS), state, offset, offset + 2);
      },
    };
  },
});
