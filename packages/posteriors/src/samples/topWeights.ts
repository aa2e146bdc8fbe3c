import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@vem/framework';

export interface TopWeights {
  /** [B], ≥ 0, adds up to 1; 0 for rows that are not among the largest. */
  readonly weight_B: tf.Tensor;
  /** [K], the largest values in descending order. */
  readonly value_K: tf.Tensor;
  /** [K], log of their weights. */
  readonly logWeight_K: tf.Tensor;
}

/**
 * Weights ∝ exp(A/η) on the K rows with the largest A, normalised over all of them: Song et al. 2019, arXiv:1909.12238,
 * eq. 4. Rows that tie for the last of the K places share them, so that no order among equals is needed; which of them
 * are taken makes no difference to the normaliser.
 *
 * @param eta - a scalar > 0
 * @param count - K, 1 … B
 * @param largestLog - A/η counts for no more than this; infinite: no limit
 */
export function topWeights(advantage_B: tf.Tensor, eta: tf.Tensor, count: number, largestLog: number): TopWeights {
  const rows = advantage_B.shape[0]!;
  tf.util.assert(advantage_B.rank === 1, () => `topWeights: advantages of shape [${advantage_B.shape}], expected [B]`);
  tf.util.assert(count >= 1 && count <= rows, () => `topWeights: ${count} of ${rows} rows`);
  const value_K = detach(tf.topk(advantage_B, count).values);
  const last = tf.squeeze(tf.slice(value_K, [count - 1], [1]), [0]);
  const places = tf.sub(count, count1(tf.greater(advantage_B, last)));
  const share = tf.div(places, count1(tf.equal(advantage_B, last)));
  const beyond_B = tf.cast(tf.greater(advantage_B, last), 'float32');
  const tied_B = tf.cast(tf.equal(advantage_B, last), 'float32');
  const counted_B = tf.add(beyond_B, tf.mul(share, tied_B));
  // Differences are divided, not values: where η is small that keeps their precision.
  const largest = tf.squeeze(tf.slice(value_K, [0], [1]), [0]);
  const tempered = (value: tf.Tensor) => {
    const excess = tf.div(tf.sub(value, largest), eta);
    if (!Number.isFinite(largestLog)) return excess;
    return tf.minimum(excess, tf.sub(largestLog, tf.div(largest, eta)));
  };
  const logTotal = tf.logSumExp(tempered(value_K));
  // Rows that are left out may lie far below; they are never exponentiated beyond 1.
  const weight_B = tf.mul(counted_B, tf.exp(tf.sub(tempered(advantage_B), logTotal)));
  return { weight_B: detach(weight_B), value_K, logWeight_K: detach(tf.sub(tempered(value_K), logTotal)) };
}

/** A scalar: how many are true. */
const count1 = (is_B: tf.Tensor): tf.Tensor => tf.sum(tf.cast(is_B, 'float32'));
