import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, type BoundSlot, definePlugin, gaussianDensity, Tokens } from '@vem/framework';
import { z } from 'zod';
import { fixedTemperature, reparameterised } from '../index.js';

/** Q(s, a) = −2 |a − s₀/2|² + cos 4 a₀: another one at each state, and not quadratic. */
const values = definePlugin({
  slot: 'valueEstimator',
  name: 'given',
  description: 'Values that depend on the action and the observation',
  config: z.strictObject({}),
  provides: ['q', 'actionGradient'],
  inject: [Tokens.action],
  create: (_options, action) => ({
    program: () => ({
      q: (observation_BO, { action_SBA }) => {
        const rows = observation_BO.shape[0]!;
        const centre_B1 = tf.mul(0.5, tf.slice(observation_BO, [0, 0], [rows, 1]));
        const bowl_SB = tf.mul(-2, tf.sum(tf.square(tf.sub(action_SBA, centre_B1)), -1));
        const [samples] = action_SBA.shape;
        const first_SB = tf.reshape(tf.slice(action_SBA, [0, 0, 0], [samples, rows, 1]), [samples, rows]);
        return tf.add(bowl_SB, tf.mul(1 / actionWidth(action), tf.cos(tf.mul(4, first_SB))));
      },
      loss: () => ({ losses: [] }),
    }),
  }),
});

const standardNormal = definePlugin({
  slot: 'prior',
  name: 'standard-normal',
  description: 'N(0, 1) before tanh',
  config: z.strictObject({}),
  provides: ['density', 'sample', 'gaussian', 'space:u'],
  inject: [Tokens.action],
  create: (_options, action) => ({
    program: (step) => ({
      at: (observation_BO) => {
        const zero_BA = tf.zeros([observation_BO.shape[0]!, actionWidth(action)]);
        return gaussianDensity({ mean_BA: zero_BA, logStd_BA: zero_BA }, 'tanh', step.noise);
      },
    }),
  }),
});

/** Slots beside a posterior that looks at values while it infers. */
export const knownSlots = (): readonly BoundSlot[] => [
  values(),
  standardNormal(),
  fixedTemperature({ alpha: 0.5 }),
  reparameterised({ samples: 4 }),
];
