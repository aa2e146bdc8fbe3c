import * as tf from '@tensorflow/tfjs-core';
import { type Distance, halfSquare, type PhaseOutcome, type Rows } from '@vem/framework';

/** Value estimators keep their parameters in the group of their slot. */
export const GROUP = 'valueEstimator';

export interface Regression {
  /** What the metric is called. */
  readonly name: 'q' | 'v';
  /** [B] of each row; default ½ (x − y)². */
  readonly distance?: Distance;
  /** A scalar of [B]; default its mean. */
  readonly total?: (distance_B: tf.Tensor) => tf.Tensor;
  /** How the total depends on the rows; default as a mean. */
  readonly rows?: Rows;
}

/**
 * The loss of a value estimator: networks that are fitted to one target, each by its own distance, added up.
 *
 * @param values - [B] from each network
 */
export function regression(values: readonly tf.Tensor[], target_B: tf.Tensor, how: Regression): PhaseOutcome {
  const { name, distance = halfSquare, total = (distance_B) => tf.mean(distance_B), rows = 'mean' } = how;
  const losses = values.map((value_B) => total(distance(value_B, target_B)));
  const value = losses.reduce((sum, loss) => tf.add(sum, loss));
  return {
    losses: [{ value, group: GROUP, rows }],
    metrics: { [name]: tf.mean(values[0]), target: tf.mean(target_B) },
  };
}
