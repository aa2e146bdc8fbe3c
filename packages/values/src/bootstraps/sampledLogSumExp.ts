import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type ActionSpace,
  definePlugin,
  logProbOf,
  type StepContext,
  sampleOf,
  Tokens,
  uniformDensity,
} from '@vem/framework';
import { z } from 'zod';
import { discount, oneStepTarget } from './oneStep.js';

const config = z.strictObject({
  discount,
  samples: z
    .int()
    .positive()
    .default(16)
    .describe(
      'K, actions per transition; 16 in the public code of arXiv:1702.08165, 50 in the paper. Few samples make the value too small, the more so the more dimensions and the smaller α',
    ),
  proposal: z
    .enum(['uniform', 'prior'])
    .default('uniform')
    .describe(
      'who proposes the actions: the uniform distribution on [−1, 1]^A (arXiv:1702.08165), or the prior, for priors that know their density before the squash only',
    ),
});

type Options = z.output<typeof config>;

/** [B], α (log Σ_k exp(Q̄(s′, a_k)/α + log p(a_k|s′) − log q(a_k|s′)) − log K), a_k ~ q. */
function sampledSoftValue(step: StepContext, action: ActionSpace, { samples, proposal }: Options): tf.Tensor {
  const { nextObservation_BO } = step.batch;
  const alpha = step.temperature.alpha();
  const prior = step.prior.at(nextObservation_BO, 'target');
  const values = (sample: ActionSample) => step.valueEstimator.q!(nextObservation_BO, sample, 'target', 'target');
  if (proposal === 'prior') {
    // log p − log q is the logarithm of what the prior adds up to.
    const value_SB = values(sampleOf(prior, samples));
    return softMean(value_SB, tf.add(tf.zerosLike(value_SB), prior.logMass ?? 0), alpha);
  }
  const uniform = uniformDensity(action, 'normalised', nextObservation_BO.shape[0]!, step.noise);
  const sample = sampleOf(uniform, samples);
  const weight_SB = tf.sub(logProbOf(prior, sample, 'box'), logProbOf(uniform, sample, 'box'));
  return softMean(values(sample), weight_SB, alpha);
}

/** [B], α log of the mean over S of exp(q/α + log weight). */
function softMean(q_SB: tf.Tensor, logWeight_SB: tf.Tensor, alpha: tf.Tensor): tf.Tensor {
  // The largest value is taken out before the division, which would magnify its rounding errors where α is small.
  const largest_B = tf.max(q_SB, 0);
  const excess_SB = tf.add(tf.div(tf.sub(q_SB, largest_B), alpha), logWeight_SB);
  const logMean_B = tf.sub(tf.logSumExp(excess_SB, 0), Math.log(q_SB.shape[0]));
  return tf.add(largest_B, tf.mul(alpha, logMean_B));
}

/**
 * One-step target with the soft value of the next state, y = r + γ (1 − d) V̂(s′), V̂ = α log ∫ p e^{Q̄/α} da by importance
 * sampling: Haarnoja et al. 2017, arXiv:1702.08165, eqs 10-11. E[V̂] < V for finite K, by about α/2K times the squared
 * coefficient of variation of the weights. Only termination stops the sum: a time limit is bootstrapped through.
 */
export const sampledLogSumExp = definePlugin({
  slot: 'bootstrap',
  name: 'sampled-log-sum-exp',
  description: 'One-step target: soft value of the next state by importance sampling',
  source: {
    title: 'Haarnoja et al. 2017, Reinforcement Learning with Deep Energy-Based Policies',
    arxiv: '1702.08165',
    where: 'eqs 10-11',
  },
  config,
  requires: ['environment.box', 'prior.density', 'valueEstimator.q'],
  refine: ({ proposal }) => ({ requires: [proposal === 'prior' ? 'prior.sample' : 'prior.space:box'] }),
  inject: [Tokens.action],
  create: (options, action) => ({
    program: (step) => ({
      target: () => oneStepTarget(step, options.discount, sampledSoftValue(step, action, options)),
    }),
  }),
});
