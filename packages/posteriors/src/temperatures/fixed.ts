import * as tf from '@tensorflow/tfjs-core';
import { definePlugin } from '@vem/framework';
import { z } from 'zod';

/** α stays what it is. */
export const fixedTemperature = definePlugin({
  slot: 'temperature',
  name: 'fixed',
  description: 'A constant temperature',
  config: z.strictObject({
    alpha: z
      .number()
      .min(0)
      .default(0.2)
      .describe(
        'α in reward units: the weight of the KL divergence against the reward. 0 leaves it out, for posteriors that are moved by a gradient; those that are ∝ exp(Q/α) need more',
      ),
  }),
  provides: ['zero', 'host'],
  refine: ({ alpha }) => (alpha === 0 ? { requires: ['gradientEstimator.loss'] } : { withholds: ['zero'] }),
  inject: [],
  create: ({ alpha }) => ({
    program: () => ({ alpha: () => tf.scalar(alpha), loss: () => ({ losses: [] }) }),
    host: () => ({ alpha: () => alpha }),
  }),
});
