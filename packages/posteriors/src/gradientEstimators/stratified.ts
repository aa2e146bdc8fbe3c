import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, enumerationOf, logProbOf, logRatio, measureOf, sampleOf } from '@vem/framework';
import { z } from 'zod';

/**
 * The per-state objective of a mixture, Σ_k w_k E_{a ~ π_k}[Q − α log(π/p)]: the sum over components is exact, so that weights have a
 * gradient without a score's noise, and each component's own samples are pathwise. π is the whole mixture.
 */
export const stratified = definePlugin({
  slot: 'gradientEstimator',
  name: 'stratified',
  description: 'Gradient through samples of every component of a mixture, summed by their weights',
  source: {
    title: 'Roeder, Wu and Duvenaud 2017, Sticking the Landing',
    arxiv: '1703.09194',
    where: 'mixture posteriors',
  },
  config: z.strictObject({
    samples: z.int().positive().default(1).describe('actions per component and state; 1, as SAC has per state'),
  }),
  provides: ['loss', 'anyState', 'perState'],
  requires: [
    'posterior.components',
    'posterior.logProb',
    'prior.density',
    'valueEstimator.q',
    'valueEstimator.actionGradient',
  ],
  inject: [],
  create: ({ samples }) => ({
    program: (step) => ({
      surrogate: (belief, observation_BO) => {
        const { latent, given, name } = belief.latentParts!;
        const logWeight_BK = enumerationOf(latent);
        const [rows, components] = logWeight_BK.shape as [number, number];
        const component_KBK = tf.tile(tf.expandDims(identity(components), 1), [1, rows, 1]);
        const drawn = sampleOf(given(component_KBK), samples);
        // [S, K·B, A] → [S·K, B, A]: every state has samples of each component.
        const perState = (x: tf.Tensor) => tf.reshape(x, [samples * components, rows, x.shape[2]!]);
        const sample = {
          action_SBA: perState(drawn.action_SBA),
          preSquash_SBA: perState(drawn.preSquash_SBA!),
          latents: { [name]: tf.tile(component_KBK, [samples, 1, 1]) },
        };
        const weight_KB = tf.exp(tf.transpose(logWeight_BK));
        const mean_B = (x_SB: tf.Tensor) =>
          tf.mean(tf.sum(tf.mul(weight_KB, tf.reshape(x_SB, [samples, components, rows])), 1), 0);
        const q_B = mean_B(step.valueEstimator.q(observation_BO, sample, 'online', 'eStep'));
        const kl_B = mean_B(logRatio(belief, step.prior.at(observation_BO, 'target'), sample));
        const objective_B = tf.sub(q_B, tf.mul(step.temperature.alpha(), kl_B));
        const objective = tf.mean(objective_B);
        const entropy_B = tf.neg(mean_B(logProbOf(belief, sample, measureOf(belief))));
        const evidence = { entropy: tf.mean(entropy_B), kl: tf.mean(kl_B) };
        const weightEntropy = tf.neg(tf.mean(tf.sum(tf.mul(tf.exp(logWeight_BK), logWeight_BK), -1)));
        return {
          loss: tf.neg(objective),
          rows: 'mean',
          perState_B: tf.neg(objective_B),
          results: evidence,
          metrics: { objective, q: tf.mean(q_B), weightEntropy, ...evidence },
        };
      },
    }),
  }),
});

/** [K, K] */
const identity = (size: number): tf.Tensor => tf.eye(size);
