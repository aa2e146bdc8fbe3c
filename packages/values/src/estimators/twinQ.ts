import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, type Reader, Tokens } from '@vem/framework';
import { z } from 'zod';
import { clipActions, QNetworks } from './qNetworks.js';

const aggregate = z.enum(['min', 'mean', 'first']);

const config = z.strictObject({
  hidden: z
    .array(z.int().positive())
    .default([256, 256])
    .describe('units per hidden layer; 2×256 in arXiv:1812.05905, table 1'),
  activation: z
    .enum(['relu', 'tanh', 'elu'])
    .default('relu')
    .describe('of the hidden layers; ReLU in arXiv:1812.05905'),
  tau: z
    .number()
    .positive()
    .max(1)
    .default(0.005)
    .describe('share by which the target copy follows after each update; .005 in arXiv:1812.05905, table 1'),
  target: aggregate
    .default('min')
    .describe('how targets read the two critics; min in arXiv:1812.05905, eq. 5 ff. (clipped double Q)'),
  eStep: aggregate
    .default('min')
    .describe('how the posterior’s E-step reads them; min in the paper, mean in its later public code'),
  clipActions,
  learningRate: z.number().positive().optional().describe('unset: the optimiser’s'),
});

type Aggregate = z.output<typeof aggregate>;

/** [S, B], what a reader makes of the two critics. */
function combine(how: Aggregate, [first, second]: readonly tf.Tensor[]): tf.Tensor {
  if (how === 'first') return first;
  return how === 'min' ? tf.minimum(first, second) : tf.mul(0.5, tf.add(first, second));
}

/** Two Q networks against overestimation, each with ½ (Q − y)² (arXiv:1812.05905, eq. 5), and their target copies. */
export const twinQ = definePlugin({
  slot: 'valueEstimator',
  name: 'twin-q',
  description: 'Two Q networks with Polyak targets',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications',
    arxiv: '1812.05905',
    where: 'eq. 5',
  },
  config,
  provides: ['q', 'actionGradient'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const target = { kind: 'polyak', tau: options.tau } as const;
    const networks = new QNetworks(['q1', 'q2'], { ...options, target }, observation, action, parameters);
    const how: Readonly<Record<Reader, Aggregate>> = {
      target: options.target,
      eStep: options.eStep,
      planner: options.eStep,
    };
    return {
      program: (step) => ({
        q: (observation_BO, sample, copy, reader) =>
          combine(how[reader], networks.values(step, observation_BO, sample.action_SBA, copy)),
        loss: () => networks.regression(step),
      }),
    };
  },
});
