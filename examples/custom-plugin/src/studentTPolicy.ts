import * as tf from '@tensorflow/tfjs-core';
import { actionWidth, type Copy, definePlugin, Mlp, Tokens } from '@vem/framework';
import { z } from 'zod';
import { studentTDensity } from './studentTDensity.js';

/** A policy with heavy tails: it goes on trying far actions for longer than a Gaussian. */
export const studentTPolicy = definePlugin({
  slot: 'posterior',
  name: 'student-t',
  description: 'A Student-t network squashed to the box by tanh',
  source: { title: 'Kobayashi 2019, Student-t policy in reinforcement learning to acquire global optimum' },
  config: z.strictObject({
    hidden: z.array(z.int().positive()).default([64, 64]).describe('units per hidden layer'),
    degreesOfFreedom: z.int().positive().default(5).describe('ν; fewer give heavier tails'),
    logScaleRange: z
      .tuple([z.number(), z.number()])
      .default([-5, 1])
      .describe('the log of the width is clipped to these, in pre-squash units'),
  }),
  provides: ['sample', 'logProb', 'pathwise', 'mode', 'space:u'],
  requires: ['environment.box', 'gradientEstimator.loss'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: ({ hidden, degreesOfFreedom, logScaleRange }, observation, action, parameters) => {
    const width = actionWidth(action);
    const group = parameters.group('posterior');
    const network = new Mlp(group, { name: 'policy', input: observation.size, hidden, output: 2 * width });
    return {
      program: (step) => {
        const infer = (observation_BO: tf.Tensor, copy: Copy = 'online') => {
          const [location_BA, raw_BA] = tf.split(
            network.forward(step.parameters('posterior', copy), observation_BO),
            2,
            1,
          ) as [tf.Tensor, tf.Tensor];
          const scale_BA = tf.exp(tf.clipByValue(raw_BA, ...logScaleRange));
          const shape = [observation_BO.shape[0]!, width] as const;
          return {
            ...studentTDensity(degreesOfFreedom, scale_BA, shape, step.noise, location_BA),
            mode: () => {
              const u_SBA = tf.expandDims(location_BA, 0);
              return { action_SBA: tf.tanh(u_SBA), preSquash_SBA: u_SBA };
            },
          };
        };
        return {
          infer: (observation_BO, _purpose, copy) => infer(observation_BO, copy),
          loss: () => {
            const { observation_BO } = step.batch;
            const belief = infer(observation_BO);
            const { loss, results, metrics } = step.gradientEstimator.surrogate(belief, observation_BO);
            return { losses: [{ value: loss, group: 'posterior', rows: 'mean' }], belief, results, metrics };
          },
        };
      },
    };
  },
});
