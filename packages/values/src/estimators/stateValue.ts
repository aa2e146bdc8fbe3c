import * as tf from '@tensorflow/tfjs-core';
import { type Copy, definePlugin, Mlp, type StepContext, Tokens } from '@vem/framework';
import { z } from 'zod';
import { targetRule } from './targetRule.js';

const GROUP = 'valueEstimator';

const config = z.strictObject({
  hidden: z
    .array(z.int().positive())
    .default([64, 64])
    .describe('units per hidden layer; 2×64 in Schulman et al. 2017, arXiv:1707.06347, section 6.1'),
  activation: z
    .enum(['relu', 'tanh', 'elu'])
    .default('tanh')
    .describe('of the hidden layers; tanh in arXiv:1707.06347, section 6.1'),
  target: targetRule
    .optional()
    .describe('how a target copy follows; unset: there is none, and targets read the network as it is'),
  learningRate: z.number().positive().optional().describe('unset: the optimiser’s'),
});

/** V(s) by a network, fitted by ½ (V(s) − y)² against the bootstrap's target at the batch's states. */
export const stateValue = definePlugin({
  slot: 'valueEstimator',
  name: 'state-value',
  description: 'A network for the value of states',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic: Off-Policy Maximum Entropy Deep RL',
    arxiv: '1801.01290',
    where: 'eq. 5',
  },
  config,
  provides: ['v'],
  inject: [Tokens.observation, Tokens.parameters],
  create: ({ hidden, activation, target, learningRate }, observation, parameters) => {
    const group = parameters.group(GROUP, { learningRate, ...(target ? { target } : {}) });
    const network = new Mlp(group, { name: 'v', input: observation.size, hidden, output: 1, activation });
    /** [B] */
    const value = (step: StepContext, observation_BO: tf.Tensor, copy: Copy) =>
      tf.squeeze(network.forward(step.parameters(GROUP, target ? copy : 'online'), observation_BO), [1]);
    return {
      program: (step) => ({
        v: (observation_BO, copy) => value(step, observation_BO, copy),
        loss: () => {
          const target_B = step.bootstrap.target();
          const v_B = value(step, step.batch.observation_BO, 'online');
          return {
            losses: [{ value: tf.mul(0.5, tf.mean(tf.square(tf.sub(v_B, target_B)))), group: GROUP, rows: 'mean' }],
            metrics: { v: tf.mean(v_B), target: tf.mean(target_B) },
          };
        },
      }),
    };
  },
});
