import * as tf from '@tensorflow/tfjs-core';
import { definePlugin } from '@vem/framework';
import { z } from 'zod';

/** Uniform actions at first, then the posterior's mode with Gaussian noise; the mode alone when it is evaluated. */
export const modeWithNoise = definePlugin({
  slot: 'behaviour',
  name: 'mode-with-noise',
  description: 'The posterior’s mode with Gaussian noise on it, after a warm-up of uniform actions',
  source: { title: 'Fujimoto et al. 2018', arxiv: '1802.09477', where: 'algorithm 1' },
  config: z.strictObject({
    noise: z.number().min(0).default(0.1).describe('deviation, on actions in [−1, 1]; .1 in arXiv:1802.09477'),
    warmUpSteps: z
      .int()
      .min(0)
      .default(1000)
      .describe('environment steps of uniform actions; 1000 in arXiv:1802.09477'),
  }),
  provides: ['actsByPosterior'],
  requires: ['environment.box', 'posterior.mode'],
  inject: [],
  create: ({ noise, warmUpSteps }) => ({
    columns: [],
    evaluation: 'mode',
    explores: ({ envSteps }) => envSteps < warmUpSteps,
    explore: (stream, action_NA) => {
      stream.fillUniform(action_NA);
      for (let i = 0; i < action_NA.length; i++) action_NA[i] = 2 * action_NA[i]! - 1;
    },
    program: (step) => {
      const mode = (observation_NO: tf.Tensor, purpose: 'act' | 'evaluate') =>
        tf.squeeze(step.posterior.infer(observation_NO, purpose).mode().action_SBA, [0]);
      return {
        act: (observation_NO) => {
          const mode_NA = mode(observation_NO, 'act');
          const noisy_NA = tf.add(mode_NA, tf.mul(noise, step.noise.normal(mode_NA.shape)));
          return { action_NA: tf.clipByValue(noisy_NA, -1, 1), record: {} };
        },
        evaluate: (observation_NO) => ({ action_NA: mode(observation_NO, 'evaluate') }),
      };
    },
  }),
});
