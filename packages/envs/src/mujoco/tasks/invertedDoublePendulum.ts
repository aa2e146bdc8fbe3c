import { observationSpace } from '@vem/framework';
import { z } from 'zod';
import { addNormal, addUniform, clip, copyClipped } from '../maths.js';
import { invertedDoublePendulumModel } from '../models/invertedDoublePendulum.js';
import { mujocoEnvironment } from '../mujocoEnvironment.js';
import * as option from '../options.js';

const POSITIONS = 3;
const VELOCITIES = 3;
const POLES = 2;
/** Observed velocities and forces are clipped to ± this. */
const LIMIT = 10;
/** Height of the tip, m: of poles that stand upright (1.2 with these poles; the reward asks for more), and the lowest. */
const WANTED_HEIGHT = 2;
const LOWEST_TIP = 1;

/** `InvertedDoublePendulum-v5`: reward for standing, less what tip and joints move; it is over when the tip is low. */
export const invertedDoublePendulum = mujocoEnvironment({
  id: 'InvertedDoublePendulum-v5',
  description: 'Balance two poles, one on the other, on a cart',
  source: 'Gymnasium 1.4.0, envs/mujoco/inverted_double_pendulum_v5.py',
  model: invertedDoublePendulumModel,
  config: z.strictObject({
    frameSkip: option.frameSkip(5),
    healthyReward: option.healthyReward(10),
    resetNoiseScale: option.resetNoiseScale(0.1, 'range of first positions, and deviation of first velocities'),
  }),
  observation: observationSpace({ position: 1, sines: POLES, cosines: POLES, velocities: VELOCITIES, cartForce: 1 }),
  controls: [1, 1],
  timeLimit: 1000,
  rewardThreshold: 9100,
  task(options) {
    const tipX = POSITIONS + 2 * VELOCITIES;
    const tipHeight = tipX + 1;
    const cartForce = tipHeight + 1;
    return {
      frameSkip: options.frameSkip,
      standpoint: { target: [0, 0, 0.6], distance: 5, elevation: 0 },
      kept: 3,
      keep({ site_xpos, qfrc_constraint }, state) {
        state[tipX] = site_xpos[0];
        state[tipHeight] = site_xpos[2];
        state[cartForce] = qfrc_constraint[0];
      },
      start(qpos, qvel, stream) {
        addUniform(qpos, options.resetNoiseScale, stream);
        addNormal(qvel, options.resetNoiseScale, stream);
      },
      judge(state, _action, outcome) {
        outcome.terminated = state[tipHeight] <= LOWEST_TIP;
        const place = 0.01 * state[tipX] ** 2 + (state[tipHeight] - WANTED_HEIGHT) ** 2;
        const motion = 1e-3 * state[POSITIONS + 1] ** 2 + 5e-3 * state[POSITIONS + 2] ** 2;
        outcome.reward = (outcome.terminated ? 0 : options.healthyReward) - place - motion;
      },
      observe(state, observation) {
        observation[0] = state[0];
        for (let i = 0; i < POLES; i++) {
          observation[1 + i] = Math.sin(state[1 + i]);
          observation[1 + POLES + i] = Math.cos(state[1 + i]);
        }
        const at = copyClipped(observation, 1 + 2 * POLES, state, [POSITIONS, POSITIONS + VELOCITIES], -LIMIT, LIMIT);
        observation[at] = clip(state[cartForce], -LIMIT, LIMIT);
      },
    };
  },
});
