import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  type Belief,
  definePlugin,
  detach,
  logProbOf,
  logRatio,
  measureOf,
  type OfferedStep,
  type StepContext,
  sampleOf,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';
import { cholesky, diagonal } from './cholesky.js';
import { type FullGaussian, fullGaussianDensity } from './fullGaussian.js';
import { searchOptions, startAt, startRequirements } from './start.js';

const config = z.strictObject({
  iterations: z.int().positive().default(4).describe('rounds of drawing, weighing and fitting; chosen here'),
  samples: z.int().min(16).default(64).describe('N, actions per round and state; chosen here'),
  covariance: z
    .enum(['full', 'diagonal'])
    .default('full')
    .describe('`full`: dimensions may depend on each other; `diagonal`: each has its own variance, the marginal one'),
  correction: z
    .enum(['densities', 'none'])
    .default('densities')
    .describe(
      'what actions are weighed by. `densities`: p(a) exp(Q/α) / q(a), whatever drew them, Cappé et al. 2008, arXiv:0710.4242; `none`: exp(Q/α) alone as in Williams et al. 2017 (MPPI), which after k rounds is a posterior at temperature α/k',
    ),
  leastEffectiveSamples: z
    .number()
    .min(0)
    .default(10)
    .describe(
      'a state whose weights are worth fewer samples than this keeps the Gaussian it had: a fit to a handful of actions is chance. 1/Σ w², at most N; chosen here',
    ),
  leastStd: z.number().positive().default(1e-2).describe('added to variances as its square, pre-squash; chosen here'),
  ...searchOptions,
});

type Options = z.output<typeof config>;
type Step = OfferedStep<'prior.density' | 'valueEstimator.q'>;

interface Found {
  readonly belief: Belief;
  /** [B], of the last round. */
  readonly effective_B: tf.Tensor;
}

/** μ and C of weighted actions [S, B, A] before the squash. @param weight_SB - adds up to 1 over S */
function moments(u_SBA: tf.Tensor, weight_SB: tf.Tensor, least: number) {
  const weight_SB1 = tf.expandDims(weight_SB, 2);
  const mean_BA = tf.sum(tf.mul(weight_SB1, u_SBA), 0);
  const apart_BSA = tf.transpose(tf.sub(u_SBA, mean_BA), [1, 0, 2]);
  const weighted_BSA = tf.mul(tf.transpose(weight_SB1, [1, 0, 2]), apart_BSA);
  const spread_BAA = tf.matMul(apart_BSA, weighted_BSA, true);
  return { mean_BA, covariance_BAA: tf.add(spread_BAA, tf.mul(least ** 2, tf.eye(u_SBA.shape[2]!))) };
}

/**
 * q ← the Gaussian with the moments of p exp(Q/α), by importance samples of the q before: cross-entropy to the Boltzmann posterior,
 * KL(π* ‖ q), so that it covers what mass there is.
 */
function search(
  options: Options,
  step: Step,
  observation_BO: tf.Tensor,
  dimension: number,
  values: 'online' | 'target',
): Found {
  const start = startAt(options, step as StepContext, observation_BO, dimension);
  const prior = step.prior.at(observation_BO, 'target');
  const alpha = step.temperature.alpha();
  let mean_BA = start.mean_BA;
  let covariance_BAA: tf.Tensor = tf.mul(tf.expandDims(tf.exp(tf.mul(2, start.logStd_BA)), 2), tf.eye(dimension));
  let effective_B: tf.Tensor = tf.fill([observation_BO.shape[0]!], options.samples);
  const gaussian = (): FullGaussian => ({
    mean_BA,
    factor:
      options.covariance === 'full'
        ? cholesky(covariance_BAA)
        : diagonal(tf.sqrt(diagonalOf(covariance_BAA, dimension))),
  });
  for (let round = 0; round < options.iterations; round++) {
    const drawing = fullGaussianDensity(gaussian(), options.squash, step.noise);
    const sample = sampleOf(drawing, options.samples);
    const q_SB = step.valueEstimator.q(observation_BO, sample, values, values === 'target' ? 'target' : 'eStep');
    const scaled_SB = tf.div(q_SB, alpha);
    const log_SB = options.correction === 'none' ? scaled_SB : tf.sub(scaled_SB, logRatio(drawing, prior, sample));
    const weight_SB = tf.transpose(tf.softmax(tf.transpose(log_SB), -1));
    effective_B = tf.reciprocal(tf.sum(tf.square(weight_SB), 0));
    const fitted = moments(sample.preSquash_SBA!, weight_SB, options.leastStd);
    const enough_B1 = tf.cast(tf.expandDims(tf.greaterEqual(effective_B, options.leastEffectiveSamples), 1), 'float32');
    const keep = (now: tf.Tensor, before: tf.Tensor, enough: tf.Tensor) =>
      tf.add(tf.mul(enough, now), tf.mul(tf.sub(1, enough), before));
    mean_BA = detach(keep(fitted.mean_BA, mean_BA, enough_B1));
    covariance_BAA = detach(keep(fitted.covariance_BAA, covariance_BAA, tf.expandDims(enough_B1, 2)));
  }
  return { belief: fullGaussianDensity(gaussian(), options.squash, step.noise), effective_B };
}

/** [B, A] of [B, A, A]. */
const diagonalOf = (x_BAA: tf.Tensor, dimension: number): tf.Tensor => tf.sum(tf.mul(x_BAA, tf.eye(dimension)), 2);

export const adaptiveImportance = definePlugin({
  slot: 'posterior',
  name: 'adaptive-importance',
  description:
    'A Gaussian at each state, fitted to actions weighted by prior · exp(Q/α) over what drew them, without a network',
  source: {
    title: 'Cappé et al. 2008, Adaptive Importance Sampling in General Mixture Classes',
    arxiv: '0710.4242',
  },
  config,
  provides: ['sample', 'logProb', 'mode', 'space:u', 'space:box'],
  requires: ['environment.box', 'prior.density', 'valueEstimator.q'],
  refine: (options) => ({ requires: startRequirements(options) }),
  inject: [Tokens.action],
  create: (options, action) => ({
    warnings: ({ effectiveSampleSize }) =>
      effectiveSampleSize < options.leastEffectiveSamples
        ? [
            `its weights are worth ${effectiveSampleSize.toFixed(1)} of ${options.samples} samples, so most states keep the Gaussian they start from. Draw more samples, raise α, or start from a learned prior.`,
          ]
        : [],
    program: (step) => {
      const find = (observation_BO: tf.Tensor, values: 'online' | 'target' = 'online') =>
        search(options, step, observation_BO, actionWidth(action), values);
      return {
        infer: (observation_BO, purpose) => find(observation_BO, purpose === 'target' ? 'target' : 'online').belief,
        loss: () => {
          const { observation_BO } = step.batch;
          const { belief, effective_B } = find(observation_BO);
          const sample = sampleOf(belief, options.samples);
          const q = tf.mean(step.valueEstimator.q(observation_BO, sample, 'online', 'eStep'));
          const kl = tf.mean(logRatio(belief, step.prior.at(observation_BO, 'target'), sample));
          const entropy = tf.neg(tf.mean(logProbOf(belief, sample, measureOf(belief))));
          const objective = tf.sub(q, tf.mul(step.temperature.alpha(), kl));
          const effectiveSampleSize = tf.mean(effective_B);
          return {
            losses: [],
            belief,
            results: { entropy, kl },
            metrics: { objective, q, kl, entropy, effectiveSampleSize },
          };
        },
      };
    },
  }),
});
