import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, categoricalDensity, definePlugin, Tokens, zeros } from '@vem/framework';
import { z } from 'zod';

const GROUP = 'prior';

/** p^c as a potential, for a categorical p that is the same at every state and learned. */
export const sharedPrior = definePlugin({
  slot: 'prior',
  name: 'shared',
  description: 'One learned distribution for all states, with an exponent',
  config: z.strictObject({ exponent: z.number().positive().max(1).describe('c') }),
  provides: ['density', 'sample', 'enumerate', 'learnable', 'target', 'space:finite'],
  requires: ['environment.finite'],
  inject: [Tokens.action, Tokens.parameters],
  create: ({ exponent }, action, parameters) => {
    parameters
      .group(GROUP, { target: { kind: 'copyEvery', updates: 1 } })
      .declare('logits', [1, actionWidth(action)], zeros);
    return {
      program: (step) => ({
        at: (observation_BO, copy) => {
          const logits_BA = tf.tile(step.parameters(GROUP, copy).logits, [observation_BO.shape[0]!, 1]);
          const base = categoricalDensity(logits_BA, step.noise);
          const potential_BA = tf.mul(exponent, base.enumerate!().logProb_BA);
          return {
            ...categoricalDensity(potential_BA, step.noise),
            logProb: (sample) => tf.mul(exponent, base.logProb!(sample, 'finite')),
            enumerate: () => ({ logProb_BA: potential_BA }),
            logMass: tf.logSumExp(potential_BA, -1),
            base,
          };
        },
      }),
    };
  },
});
