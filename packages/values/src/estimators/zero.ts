import * as tf from '@tensorflow/tfjs-core';
import { averageOverRows, definePlugin } from '@vem/framework';
import { z } from 'zod';

/** V(s) = 0: for returns that need no value, because episodes are whole or baselines come from elsewhere. It learns nothing. */
export const zero = definePlugin({
  slot: 'valueEstimator',
  name: 'zero',
  description: 'Every state is worth nothing, and there is nothing to learn',
  config: z.strictObject({}),
  provides: ['v', 'rowWeights'],
  inject: [],
  create: () => ({
    program: (step) => ({
      v: (observation_BO) => tf.zeros([observation_BO.shape[0]!]),
      loss: () => ({ losses: [], metrics: { target: averageOverRows(step.batch, step.returns.target()) } }),
    }),
  }),
});
