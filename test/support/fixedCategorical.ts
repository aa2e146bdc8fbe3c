import * as tf from '@tensorflow/tfjs-core';
import { categoricalDensity, definePlugin } from '@vem/framework';
import { z } from 'zod';

/** A prior over finitely many actions that is the same at every state. */
export const fixedCategorical = definePlugin({
  slot: 'prior',
  name: 'fixed-categorical',
  description: 'Given probabilities at every state',
  config: z.strictObject({ probabilities: z.array(z.number().min(0).max(1)).describe('one per action; sum 1') }),
  provides: ['density', 'sample', 'enumerate', 'space:finite'],
  requires: ['environment.finite'],
  inject: [],
  create: ({ probabilities }) => ({
    program: (step) => ({
      at: (observation_BO) => {
        const logits_BA = tf.tile(tf.tensor2d([probabilities.map(Math.log)]), [observation_BO.shape[0]!, 1]);
        return categoricalDensity(logits_BA, step.noise);
      },
    }),
  }),
});
