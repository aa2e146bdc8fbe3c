import * as tf from '@tensorflow/tfjs-core';
import {
  type Density,
  detach,
  logProbOf,
  type PhaseOutcome,
  type Rows,
  type StepContext,
  trainedOutcome,
  type WeightedSample,
} from '@vem/framework';
import { PRIOR_GROUP } from '../densities/priorNetwork.js';

/** A scalar: Σ w f, averaged over states unless the weights are normalised over all of them. Both [S, B]. */
export function weightedTotal({ weight_SB, normalisation }: WeightedSample, value_SB: tf.Tensor): tf.Tensor {
  const total_B = tf.sum(tf.mul(detach(weight_SB), value_SB), 0);
  return normalisation === 'perBatch' ? tf.sum(total_B) : tf.mean(total_B);
}

/** How a sum over a weighted sample depends on the rows: weights over the whole batch need the whole batch. */
export const rowsOfWeights = ({ normalisation }: WeightedSample): Rows =>
  normalisation === 'perBatch' ? 'coupled' : 'mean';

/** A scalar: −Σ w log p(a), the cross-entropy from a weighted sample to a density. */
export function crossEntropy(weighted: WeightedSample, density: Density): tf.Tensor {
  return tf.neg(weightedTotal(weighted, logProbOf(density, weighted.sample, density.spaces[0])));
}

/** What the prior is to descend on. */
export interface PriorLoss {
  readonly value: tf.Tensor;
  readonly rows: Rows;
  readonly metrics?: NonNullable<PhaseOutcome['metrics']>;
}

/** A loss of the prior, with the penalty of the trust region where one holds the prior. */
export function priorOutcome(
  step: StepContext,
  { value, rows, metrics }: PriorLoss,
  moved: readonly [previous: Density, current: Density],
): PhaseOutcome {
  const outcome = trainedOutcome(step, { whose: 'prior', group: PRIOR_GROUP, value, rows }, () => moved);
  return { ...outcome, metrics: { ...metrics, ...outcome.metrics } };
}
