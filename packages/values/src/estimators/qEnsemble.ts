import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, dropoutOption, type Noise, networkOptions, Tokens, targetRule } from '@vem/framework';
import { z } from 'zod';
import * as errors from './estimatorErrors.js';
import { clipActions, learning, QNetworks } from './qNetworks.js';
import { GROUP } from './regression.js';

const PAPER = 'Chen et al. 2021, arXiv:2101.05982';
/** Added to what is not among the drawn networks, so that it is not the smallest; beyond any value. */
const OUT_OF_REACH = 1e30;

const config = z.strictObject({
  ...networkOptions({
    hidden: [256, 256],
    hiddenSource: `2×256 in ${PAPER}, table 4`,
    activation: 'relu',
    activationSource: `ReLU in ${PAPER}`,
  }),
  critics: z.int().positive().default(10).describe(`N, networks that estimate the same Q; 10 in ${PAPER}, table 4`),
  subset: z
    .int()
    .positive()
    .default(2)
    .describe(`M, networks whose smallest value targets take, drawn anew for each update; 2 in ${PAPER}, table 4`),
  combineForEStep: z
    .enum(['mean', 'min'])
    .default('mean')
    .describe(`how the posterior’s E-step reads all N; mean in ${PAPER}, algorithm 1`),
  target: targetRule(1000, 'Haarnoja et al. 2018, arXiv:1801.01290, table 1 (hard target update)')
    .default({ kind: 'polyak', tau: 0.005 })
    .describe(`how the target copies follow; τ = .005 in ${PAPER}, table 4`),
  clipActions,
  dropout: dropoutOption,
});

/** [N, 1, 1], 1 for so many of the N networks, each set as likely as any other, and 0 for the rest. */
function drawnSubset(networks: number, size: number, noise: Noise): tf.Tensor {
  const key_N = noise.uniform([networks]);
  const larger_NN = tf.greater(tf.expandDims(key_N, 0), tf.expandDims(key_N, 1));
  const above_N = tf.sum(tf.cast(larger_NN, 'float32'), 1);
  return tf.reshape(tf.cast(tf.less(above_N, size), 'float32'), [networks, 1, 1]);
}

/** [S, B], the smallest of a random subset of networks, the same for all rows. */
function smallestOfSubset(values: readonly tf.Tensor[], size: number, noise: Noise): tf.Tensor {
  const value_NSB = tf.stack([...values]);
  if (size === values.length) return tf.min(value_NSB, 0);
  const drawn_N11 = drawnSubset(values.length, size, noise);
  return tf.min(tf.add(value_NSB, tf.mul(tf.sub(1, drawn_N11), OUT_OF_REACH)), 0);
}

/**
 * N networks that estimate the same Q: many of them hold the variance of the estimate down, so that many updates can be made
 * per step, and the smallest of a few, drawn for each update, holds its bias down (Chen et al. 2021, arXiv:2101.05982).
 */
export const qEnsemble = definePlugin({
  slot: 'valueEstimator',
  name: 'q-ensemble',
  description: 'Many Q networks, of which targets read a few that are drawn for each update',
  source: {
    title: 'Chen et al. 2021, Randomized Ensembled Double Q-Learning',
    arxiv: '2101.05982',
    where: 'algorithm 1',
  },
  config,
  provides: ['q', 'actionGradient'],
  inject: [Tokens.observation, Tokens.action, Tokens.parameters],
  create: (options, observation, action, parameters) => {
    const { critics, subset, learningRate, target } = options;
    if (subset > critics) throw errors.subsetTooLarge(subset, critics);
    const group = parameters.group(GROUP, { learningRate, target });
    const names = Array.from({ length: critics }, (_, i) => `q${i + 1}`);
    const networks = new QNetworks(names, options, observation, action, group);
    return {
      program: (step) => ({
        q: (observation_BO, sample, copy, reader) => {
          const noise = learning(reader, step);
          const values = networks.values(step, observation_BO, sample.action_SBA, copy, noise);
          if (reader === 'target') return smallestOfSubset(values, subset, step.noise);
          const value_NSB = tf.stack(values);
          return options.combineForEStep === 'min' ? tf.min(value_NSB, 0) : tf.mean(value_NSB, 0);
        },
        loss: () => networks.regression(step),
      }),
    };
  },
});
