import * as tf from '@tensorflow/tfjs-core';
import { type Copy, definePlugin, type Purpose, type StepContext, softMaximiser, Tokens } from '@vem/framework';
import { z } from 'zod';
import { ActionPenalty, actionPenaltyOption } from './actionPenalty.js';
import {
  examineWeights,
  type PriorSampleStep,
  priorSampleOptions,
  type Weighed,
  weighPriorSamples,
} from './priorSamples.js';

const config = z.strictObject({
  ...priorSampleOptions,
  actionPenalty: actionPenaltyOption.describe(
    'a second objective for what the prior is fitted to, −‖a − clip(a)‖: actions outside of [−1, 1]^A, which unbounded priors draw, lose weight (Abdolmaleki et al. 2020, arXiv:2005.07513); unset: none, on in the public code of arXiv:2006.00979',
  ),
});

/** The E-step's figures: what the temperature adapts to, and how far the weights are from equal ones. */
function examine(step: PriorSampleStep, weighed: Weighed) {
  const { q_SB } = weighed;
  const [samples, rows] = q_SB.shape as [number, number];
  const { kl_B, meanQ_B, effectiveSampleSize_B } = examineWeights(weighed);
  const kl = tf.mean(kl_B);
  return {
    results: { q_SB, logBase_SB: tf.fill([samples, rows], -Math.log(samples)), kl },
    metrics: {
      kl,
      q: tf.mean(meanQ_B),
      objective: tf.mean(tf.sub(meanQ_B, tf.mul(step.temperature.alpha(), kl_B))),
      effectiveSampleSize: tf.mean(effectiveSampleSize_B),
    },
  };
}

/**
 * The non-parametric posterior q(a|s) ∝ p̄(a|s) exp(Q(s, a)/α), as weights on S actions that the prior's lagging copy draws
 * in each state: w_i = softmax_i(Q(s, a_i) / α); that these came from the prior is its factor. Nothing is learned.
 */
export const weights = definePlugin({
  slot: 'posterior',
  name: 'weights',
  description: 'Actions of the prior, weighted by exp(Q/α) in each state, without a network',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
    where: 'non-parametric E-step',
  },
  config,
  provides: ['weighted', 'sample'],
  requires: ['prior.sample', 'valueEstimator.q'],
  inject: [Tokens.parameters],
  create: ({ samples, values, actionPenalty }, parameters) => {
    const penalty = actionPenalty && new ActionPenalty(actionPenalty, parameters);
    return {
      program: (step) => {
        const weigh = (observation_BO: tf.Tensor, purpose: Purpose, copy: Copy) =>
          weighPriorSamples(step, observation_BO, purpose, {
            samples,
            copy,
            logWeight: (q_SB) => softMaximiser(q_SB, 0, step.temperature.alpha(), 0),
          });
        return {
          infer: (observation_BO, purpose, copy = values) => {
            const { belief } = weigh(observation_BO, purpose, copy);
            return penalty && purpose === 'train' ? penalty.added(step as StepContext, belief).belief : belief;
          },
          loss: () => {
            const weighed = weigh(step.batch.observation_BO, 'train', values);
            const examined = examine(step, weighed);
            if (!penalty) return { losses: [], belief: weighed.belief, ...examined };
            const { belief, outcome } = penalty.added(step as StepContext, weighed.belief);
            const metrics = { ...examined.metrics, ...outcome.metrics };
            return { ...outcome, belief, results: examined.results, metrics };
          },
        };
      },
    };
  },
});
