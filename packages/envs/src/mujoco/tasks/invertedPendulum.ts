import { observationSpace } from '@vem/framework';
import { z } from 'zod';
import { addUniform, copyTo } from '../maths.js';
import { invertedPendulumModel } from '../models/invertedPendulum.js';
import { mujocoEnvironment } from '../mujocoEnvironment.js';
import * as option from '../options.js';

const POSITIONS = 2;
const VELOCITIES = 2;
/** rad */
const MAX_ANGLE = 0.2;

/** `InvertedPendulum-v5`: reward 1 per step until the pole leans too far. */
export const invertedPendulum = mujocoEnvironment({
  id: 'InvertedPendulum-v5',
  description: 'Balance a pole on a cart with a continuous force',
  source: 'Gymnasium 1.4.0, envs/mujoco/inverted_pendulum_v5.py (Barto, Sutton and Anderson 1983)',
  model: invertedPendulumModel,
  config: z.strictObject({
    frameSkip: option.frameSkip(2),
    resetNoiseScale: option.resetNoiseScale(0.01, 'range of first positions and velocities'),
  }),
  observation: observationSpace({ positions: POSITIONS, velocities: VELOCITIES }),
  controls: [1, 3],
  timeLimit: 1000,
  rewardThreshold: 950,
  task: (options) => ({
    frameSkip: options.frameSkip,
    standpoint: { target: [0, 0, 0.2], distance: 3.5, elevation: 0 },
    kept: 0,
    start(qpos, qvel, stream) {
      addUniform(qpos, options.resetNoiseScale, stream);
      addUniform(qvel, options.resetNoiseScale, stream);
    },
    judge(state, _action, outcome) {
      outcome.terminated = Math.abs(state[1]) > MAX_ANGLE;
      outcome.reward = outcome.terminated ? 0 : 1;
    },
    observe(state, observation) {
      copyTo(observation, 0, state, 0, POSITIONS + VELOCITIES);
    },
  }),
});
