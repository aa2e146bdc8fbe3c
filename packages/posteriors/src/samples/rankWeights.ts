import * as tf from '@tensorflow/tfjs-core';
import { type Copy, definePlugin, type Purpose } from '@vem/framework';
import { z } from 'zod';
import { examineWeights, priorSampleOptions, weighPriorSamples } from './priorSamples.js';

const config = z.strictObject({
  ...priorSampleOptions,
  offset: z
    .number()
    .positive()
    .default(0.5)
    .describe(
      'η in ln((S + η) / rank): ½ as for the weights of CMA-ES (Hansen 2016, arXiv:1604.00772, eq. 49); the larger, the more equal the weights',
    ),
});

/**
 * [S, B], log-weights ∝ ln((S + η) / rank_i), rank 1 for the largest value of each state; equal values share the better rank.
 *
 * @param q_SB - [S, B]; only their order in each state matters
 */
function logRankWeights(q_SB: tf.Tensor, offset: number): tf.Tensor {
  const [samples] = q_SB.shape as [number];
  // Of each pair of samples whether the first one is beaten: [S, S, B].
  const beaten_SSB = tf.greater(tf.expandDims(q_SB, 0), tf.expandDims(q_SB, 1));
  const rank_SB = tf.add(1, tf.sum(tf.cast(beaten_SSB, 'float32'), 1));
  const weight_SB = tf.sub(Math.log(samples + offset), tf.log(rank_SB));
  return tf.log(tf.div(weight_SB, tf.sum(weight_SB, 0, true)));
}

/**
 * Weights on S actions of the prior's lagging copy by the order of their values in each state, whatever the scale of these:
 * no temperature, and how far the weights are from equal ones follows from S and η alone. That they go by
 * ln((S + η) / rank) is how CMA-ES weighs, which arXiv:1812.02256 refers to; the paper's exact form was not at hand.
 */
export const rankWeights = definePlugin({
  slot: 'posterior',
  name: 'rank-weights',
  description: 'Actions of the prior, weighted by the rank of their values in each state, without a temperature',
  source: {
    title: 'Abdolmaleki et al. 2018, Relative Entropy Regularized Policy Iteration',
    arxiv: '1812.02256',
    where: 'non-parametric policy by ranking',
  },
  config,
  provides: ['weighted', 'sample'],
  requires: ['prior.sample', 'valueEstimator.q'],
  inject: [],
  create: ({ samples, values, offset }) => ({
    program: (step) => {
      const weigh = (observation_BO: tf.Tensor, purpose: Purpose, copy: Copy) =>
        weighPriorSamples(step, observation_BO, purpose, {
          samples,
          copy,
          logWeight: (q_SB) => logRankWeights(q_SB, offset),
        });
      return {
        infer: (observation_BO, purpose, copy = values) => weigh(observation_BO, purpose, copy).belief,
        loss: () => {
          const weighed = weigh(step.batch.observation_BO, 'train', values);
          const { kl_B, meanQ_B, effectiveSampleSize_B } = examineWeights(weighed);
          const kl = tf.mean(kl_B);
          return {
            losses: [],
            belief: weighed.belief,
            results: { kl },
            metrics: { kl, q: tf.mean(meanQ_B), effectiveSampleSize: tf.mean(effectiveSampleSize_B) },
          };
        },
      };
    },
  }),
});
