import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, type Copy, definePlugin, Mlp, type Noise, Tokens } from '@vem/framework';
import { z } from 'zod';

/** [N], 1 at so many places that are drawn without replacement: the largest of N uniform numbers. */
export function drawn(count: number, of: number, noise: Noise): tf.Tensor {
  let left_N = noise.uniform([of]);
  let chosen_N: tf.Tensor = tf.zeros([of]);
  for (let i = 0; i < count; i++) {
    const next_N = tf.cast(tf.oneHot(tf.cast(tf.argMax(left_N), 'int32'), of), 'float32');
    chosen_N = tf.add(chosen_N, next_N);
    left_N = tf.sub(left_N, next_N);
  }
  return chosen_N;
}

/** N critics; targets take the least of M that are drawn anew for each update, the posterior learns from the mean of all. */
export const manyCritics = definePlugin({
  slot: 'valueEstimator',
  name: 'many-critics',
  description: 'An ensemble of Q networks; targets read the least of some of them',
  source: {
    title: 'Chen et al. 2021, Randomized Ensembled Double Q-Learning',
    arxiv: '2101.05982',
    where: 'algorithm 1',
  },
  config: z.strictObject({
    hidden: z.array(z.int().positive()).default([256, 256]).describe('units per hidden layer'),
    critics: z.int().positive().default(10).describe('N, networks; 10 in arXiv:2101.05982'),
    subset: z.int().positive().default(2).describe('M, networks that a target is the least of; 2 in arXiv:2101.05982'),
    tau: z
      .number()
      .positive()
      .max(1)
      .default(0.005)
      .describe('share by which the copies follow; .005 in arXiv:2101.05982'),
  }),
  provides: ['q', 'actionGradient'],
  requires: ['environment.box'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ hidden, critics, subset, tau }, observation, action, parameters) => {
    const group = parameters.group('valueEstimator', { target: { kind: 'polyak', tau } });
    const shape = { input: observation.size + actionWidth(action), hidden, output: 1 };
    const networks = Array.from({ length: critics }, (_, i) => new Mlp(group, { name: `q${i + 1}`, ...shape }));
    return {
      program: (step) => {
        /** [N, S, B] */
        const all = (observation_BO: tf.Tensor, action_SBA: tf.Tensor, copy: Copy) => {
          const [samples, rows, width] = action_SBA.shape as [number, number, number];
          const actions = tf.reshape(action_SBA, [samples * rows, width]);
          const input = tf.concat([tf.tile(observation_BO, [samples, 1]), actions], 1);
          const values = networks.map((network) => network.forward(step.parameters('valueEstimator', copy), input));
          return tf.reshape(tf.stack(values), [critics, samples, rows]);
        };
        return {
          q: (observation_BO, { action_SBA }, copy, reader) => {
            const q_NSB = all(observation_BO, action_SBA, copy);
            if (reader !== 'target') return tf.mean(q_NSB, 0);
            const left_N11 = tf.reshape(tf.sub(1, drawn(Math.min(subset, critics), critics, step.noise)), [-1, 1, 1]);
            return tf.min(tf.add(q_NSB, tf.mul(1e9, left_N11)), 0);
          },
          loss: () => {
            const { observation_BO, action_BA } = step.batch;
            const target_1B = tf.expandDims(step.returns.target(), 0);
            const q_NB = tf.squeeze(all(observation_BO, tf.expandDims(action_BA, 0), 'online'), [1]);
            const error_B = tf.sum(tf.mul(0.5, tf.square(tf.sub(q_NB, target_1B))), 0);
            const metrics = { q: tf.mean(q_NB), spread: tf.mean(tf.sub(tf.max(q_NB, 0), tf.min(q_NB, 0))) };
            return { losses: [{ value: tf.mean(error_B), group: 'valueEstimator', rows: 'mean' }], metrics };
          },
        };
      },
    };
  },
});
