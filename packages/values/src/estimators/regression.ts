import * as tf from '@tensorflow/tfjs-core';
import { halfSquare, type PhaseOutcome } from '@vem/framework';

/** Value estimators keep their parameters in the group of their slot. */
export const GROUP = 'valueEstimator';

/**
 * Least squares against one target: the sum over networks of the mean over the batch of ½ (x − y)².
 *
 * @param values - [B] from each network
 */
export function leastSquares(values: readonly tf.Tensor[], target_B: tf.Tensor, name: 'q' | 'v'): PhaseOutcome {
  const losses = values.map((value_B) => tf.mean(halfSquare(value_B, target_B)));
  const value = losses.reduce((sum, loss) => tf.add(sum, loss));
  return {
    losses: [{ value, group: GROUP, rows: 'mean' }],
    metrics: { [name]: tf.mean(values[0]), target: tf.mean(target_B) },
  };
}
