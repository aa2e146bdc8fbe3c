import * as tf from '@tensorflow/tfjs-core';
import {
  type Density,
  detach,
  logProbOf,
  type PhaseOutcome,
  type StepContext,
  type WeightedSample,
} from '@vem/framework';
import { PRIOR_GROUP } from '../densities/priorNetwork.js';

/** A scalar: Σ w f, averaged over states where the weights are normalised in each state. Both [S, B]. */
export function weightedTotal({ weight_SB, normalisation }: WeightedSample, value_SB: tf.Tensor): tf.Tensor {
  const total_B = tf.sum(tf.mul(detach(weight_SB), value_SB), 0);
  return normalisation === 'perState' ? tf.mean(total_B) : tf.sum(total_B);
}

/** A scalar: −Σ w log p(a), the cross-entropy from a weighted sample to a density. */
export function crossEntropy(weighted: WeightedSample, density: Density): tf.Tensor {
  return tf.neg(weightedTotal(weighted, logProbOf(density, weighted.sample, density.spaces[0])));
}

/** A loss of the prior, with the penalty of the trust region where there is one. */
export function priorOutcome(
  step: StepContext,
  loss: tf.Tensor,
  [previous, current]: readonly [Density, Density],
  metrics: NonNullable<PhaseOutcome['metrics']>,
): PhaseOutcome {
  if (!step.has('trustRegion')) return { losses: [{ value: loss, group: PRIOR_GROUP, rows: 'mean' }], metrics };
  const penalty = step.trustRegion.penalty(previous, current);
  return {
    losses: [{ value: tf.add(loss, penalty.loss), group: PRIOR_GROUP, rows: 'mean' }, ...penalty.losses],
    metrics: { ...metrics, ...penalty.metrics },
  };
}
