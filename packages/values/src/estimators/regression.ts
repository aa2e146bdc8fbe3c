import * as tf from '@tensorflow/tfjs-core';
import {
  averageOverRows,
  type Distance,
  halfSquare,
  meanOverRows,
  type PhaseOutcome,
  type Rows,
  type WeightedRows,
} from '@vem/framework';

/** Value estimators keep their parameters in the group of their slot. */
export const GROUP = 'valueEstimator';

export interface Regression {
  /** What the metric is called. */
  readonly name: 'q' | 'v';
  /** [B] of each row; default ½ (x − y)². */
  readonly distance?: Distance;
  /** A scalar of [B]; default its mean. */
  readonly total?: (distance_B: tf.Tensor) => tf.Tensor;
  /** How much rows count, where they do not alike. */
  readonly weighted?: WeightedRows;
  /** How the total depends on the rows; default as a mean. */
  readonly rows?: Rows;
}

/**
 * The loss of a value estimator: networks that are fitted to one target, each by its own distance, added up.
 *
 * @param values - [B] from each network
 */
export function regression(values: readonly tf.Tensor[], target_B: tf.Tensor, how: Regression): PhaseOutcome {
  const { name, distance = halfSquare, weighted = {}, rows = 'mean' } = how;
  const total = how.total ?? ((distance_B: tf.Tensor) => meanOverRows(weighted, distance_B));
  const losses = values.map((value_B) => total(distance(value_B, target_B)));
  const value = losses.reduce((sum, loss) => tf.add(sum, loss));
  return {
    losses: [{ value, group: GROUP, rows }],
    metrics: { [name]: averageOverRows(weighted, values[0]), target: averageOverRows(weighted, target_B) },
  };
}
