import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, definePlugin, Mlp, Tokens } from '@vem/framework';
import { z } from 'zod';

/** One Q network: what the twin of the likelihoods package is without its twin. */
export const singleQ = definePlugin({
  slot: 'valueEstimator',
  name: 'single-q',
  description: 'One Q network with a Polyak target',
  config: z.strictObject({
    hidden: z.array(z.int().positive()).default([64, 64]).describe('units per hidden layer'),
    tau: z.number().positive().max(1).default(0.005).describe('share by which the target copy follows per update'),
  }),
  provides: ['q', 'actionGradient'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ hidden, tau }, observation, action, parameters) => {
    const group = parameters.group('valueEstimator', { target: { kind: 'polyak', tau } });
    const network = new Mlp(group, { name: 'q', input: observation.size + actionWidth(action), hidden, output: 1 });
    return {
      program: (step) => {
        const value = (observation_BO: tf.Tensor, action_SBA: tf.Tensor, copy: 'online' | 'target') => {
          const [samples, rows, width] = action_SBA.shape as [number, number, number];
          const repeated = tf.tile(observation_BO, [samples, 1]);
          const input = tf.concat([repeated, tf.reshape(action_SBA, [samples * rows, width])], 1);
          return tf.reshape(network.forward(step.parameters('valueEstimator', copy), input), [samples, rows]);
        };
        return {
          q: (observation_BO, sample, copy) => value(observation_BO, sample.action_SBA, copy),
          loss: () => {
            const { observation_BO, action_BA } = step.batch;
            const q_B = tf.squeeze(value(observation_BO, tf.expandDims(action_BA, 0), 'online'), [0]);
            const error_B = tf.sub(q_B, step.returns.target());
            const loss = tf.mul(0.5, tf.mean(tf.square(error_B)));
            return { losses: [{ value: loss, group: 'valueEstimator', rows: 'mean' }], metrics: { q: tf.mean(q_B) } };
          },
        };
      },
    };
  },
});
