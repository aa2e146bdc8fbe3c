import * as tf from '@tensorflow/tfjs-core';
import {
  type Density,
  detach,
  logProbOf,
  meanOverRows,
  type PhaseOutcome,
  type Rows,
  type StepContext,
  trainedOutcome,
  type WeightedRows,
  type WeightedSample,
} from '@vem/framework';
import { PRIOR_GROUP } from '../densities/priorNetwork.js';

/** A scalar: Σ w f of each state, [B], averaged over these; added up where weights over all of them have taken theirs already. */
export const totalOverStates = (
  { normalisation }: WeightedSample,
  total_B: tf.Tensor,
  { weight_B }: WeightedRows,
): tf.Tensor => (normalisation === 'perBatch' ? tf.sum(total_B) : meanOverRows({ weight_B }, total_B));

/** How a sum over a weighted sample depends on the rows: weights over the whole batch need the whole batch. */
export const rowsOfWeights = ({ normalisation }: WeightedSample): Rows =>
  normalisation === 'perBatch' ? 'coupled' : 'mean';

/** A scalar: −Σ w log p(a), the cross-entropy from a weighted sample to a density. */
export function crossEntropy(weighted: WeightedSample, density: Density, rows: WeightedRows): tf.Tensor {
  const logProb_SB = logProbOf(density, weighted.sample, density.spaces[0]);
  const total_B = tf.sum(tf.mul(detach(weighted.weight_SB), logProb_SB), 0);
  return tf.neg(totalOverStates(weighted, total_B, rows));
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
