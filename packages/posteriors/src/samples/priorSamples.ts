import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type Belief,
  type Copy,
  gumbelNoise,
  type Noise,
  type OfferedStep,
  type Purpose,
  sampleOf,
} from '@vem/framework';
import { z } from 'zod';

/** Options of posteriors that weigh actions which the prior's lagging copy draws in each state. */
export const priorSampleOptions = {
  samples: z
    .int()
    .min(2)
    .default(20)
    .describe(
      'S, actions per state, drawn from the prior; 20 in the public code of Hoffman et al. 2020, arXiv:2006.00979',
    ),
  values: z
    .enum(['target', 'online'])
    .default('target')
    .describe('copy of the value estimator that weighs the actions; the lagging one in arXiv:2006.00979'),
};

/** What they need of the other slots. */
export type PriorSampleStep = OfferedStep<'prior.sample' | 'valueEstimator.q'>;

export interface Weighed {
  readonly belief: Belief;
  /** [S, B] each. */
  readonly q_SB: tf.Tensor;
  readonly logWeight_SB: tf.Tensor;
}

export interface Weighing {
  readonly samples: number;
  /** Copy of the value estimator. */
  readonly copy: Copy;
  /** [S, B] from values [S, B]: log-weights that add up to 1 over S. */
  readonly logWeight: (q_SB: tf.Tensor) => tf.Tensor;
}

/** Draws the prior's actions at B states, and weighs them by their values. */
export function weighPriorSamples(
  step: PriorSampleStep,
  observation_BO: tf.Tensor,
  purpose: Purpose,
  { samples, copy, logWeight }: Weighing,
): Weighed {
  const prior = step.prior.at(observation_BO, 'target');
  const sample = sampleOf(prior, samples);
  const q_SB = step.valueEstimator.q(observation_BO, sample, copy, purpose === 'target' ? 'target' : 'eStep');
  const logWeight_SB = logWeight(q_SB);
  const belief: Belief = {
    spaces: prior.spaces,
    weighted: () => ({ sample, weight_SB: tf.exp(logWeight_SB), normalisation: 'perState' }),
    sample: (count) => resampled(sample, logWeight_SB, count, step.noise),
  };
  return { belief, q_SB, logWeight_SB };
}

/** Draws from the weighted actions of each state with replacement, by the Gumbel-max trick. */
function resampled(sample: ActionSample, logWeight_SB: tf.Tensor, count: number, noise: Noise): ActionSample {
  const [samples, rows] = logWeight_SB.shape as [number, number];
  const gumbel_BCS = gumbelNoise(noise, [rows, count, samples]);
  const score_BCS = tf.add(tf.expandDims(tf.transpose(logWeight_SB), 1), gumbel_BCS);
  const index_BC = tf.cast(tf.argMax(score_BCS, -1), 'int32') as tf.Tensor2D;
  const chosen_BCS = tf.cast(tf.oneHot(index_BC, samples), 'float32');
  const draw = (value_SBA: tf.Tensor) =>
    tf.transpose(tf.matMul(chosen_BCS, tf.transpose(value_SBA, [1, 0, 2])), [1, 0, 2]);
  const { preSquash_SBA } = sample;
  return {
    action_SBA: draw(sample.action_SBA),
    ...(preSquash_SBA ? { preSquash_SBA: draw(preSquash_SBA) } : {}),
  };
}

/** Figures of weights: how far they are from equal ones, what they make of the values. */
export interface Examined {
  /** [B] each. */
  readonly kl_B: tf.Tensor;
  readonly meanQ_B: tf.Tensor;
  /** [B], between 1 and S. */
  readonly effectiveSampleSize_B: tf.Tensor;
}

export function examineWeights({ q_SB, logWeight_SB }: Weighed): Examined {
  const weight_SB = tf.exp(logWeight_SB);
  const kl_B = tf.add(tf.sum(tf.mul(weight_SB, logWeight_SB), 0), Math.log(q_SB.shape[0]!));
  return {
    kl_B,
    meanQ_B: tf.sum(tf.mul(weight_SB, q_SB), 0),
    effectiveSampleSize_B: tf.reciprocal(tf.sum(tf.square(weight_SB), 0)),
  };
}
