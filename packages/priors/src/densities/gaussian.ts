import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, gaussianDensity, Tokens } from '@vem/framework';
import { z } from 'zod';

/** N(mean, std²) before the squash, the same at every state: the constant prior of Marino et al. 2019. */
export const gaussian = definePlugin({
  slot: 'prior',
  name: 'gaussian',
  description: 'A fixed Gaussian before the squash, the same at every state',
  source: { title: 'Marino, Piché and Yue 2019, On the Design of Variational RL Algorithms', where: 'section 5' },
  config: z.strictObject({
    mean: z.number().default(0).describe('mean of each dimension, pre-squash units'),
    std: z
      .number()
      .positive()
      .default(1)
      .describe('standard deviation of each dimension, pre-squash units; 1 makes tanh u nearly uniform'),
    squash: z
      .enum(['tanh', 'identity'])
      .default('tanh')
      .describe('how its own samples become actions; match the posterior’s'),
  }),
  provides: ['density', 'sample', 'mode', 'gaussian', 'space:u'],
  requires: ['environment.box'],
  inject: [Tokens.action],
  create: ({ mean, std, squash }, action) => ({
    program: (step) => ({
      at: (observation_BO) => {
        const shape = [observation_BO.shape[0]!, action.kind === 'box' ? action.dimension : 0];
        return gaussianDensity(
          { mean_BA: tf.fill(shape, mean), logStd_BA: tf.fill(shape, Math.log(std)) },
          squash,
          step.noise,
        );
      },
    }),
  }),
});
