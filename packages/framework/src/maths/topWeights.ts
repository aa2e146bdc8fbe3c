import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@vem/compiler';
import { assertShapes } from './assertShape.js';
import * as errors from './mathsErrors.js';

export interface TopWeights {
  /** [B], ≥ 0, adds up to 1; 0 for rows that are not among the largest. */
  readonly weight_B: tf.Tensor;
  /** [K], the largest values in descending order. */
  readonly value_K: tf.Tensor;
  /** [K], log of their weights. */
  readonly logWeight_K: tf.Tensor;
  /** A scalar, log of what the weights add up to before they are normalised. */
  readonly logTotal: tf.Tensor;
}

/** A scalar: how many are true. */
const count = (is_B: tf.Tensor): tf.Tensor => tf.sum(tf.cast(is_B, 'float32'));

/**
 * Weights ∝ e^{A/η} on the K rows with the largest A, normalised over them: Song et al. 2019, arXiv:1909.12238, eq. 4. Rows
 * that tie for the last of the K places share them, so that equals are treated alike; the normaliser does not depend on
 * which of them are taken. Without gradient: what is fitted to weights does not move them.
 *
 * @param eta - a scalar, > 0, in units of A
 * @param places - K, 1 … B
 * @param largestLog - A/η counts for no more than this; infinite: no limit
 * @throws VEM_SHAPE
 */
export function topWeights(
  advantage_B: tf.Tensor,
  eta: tf.Tensor,
  places: number,
  largestLog = Number.POSITIVE_INFINITY,
): TopWeights {
  assertShapes({ advantage_B: [advantage_B, ['B']], eta: [eta, []] });
  if (places < 1 || places > advantage_B.shape[0]!) throw errors.shapeMismatch('value_K', ['K ≤ B'], [places]);
  const value_K = tf.topk(advantage_B, places).values;
  const [largest, last] = [0, places - 1].map((place) => tf.squeeze(tf.slice(value_K, [place], [1]), [0]));
  // Differences are divided, not values: where η is small that keeps their precision.
  const tempered = (value: tf.Tensor) => {
    const excess = tf.div(tf.sub(value, largest), eta);
    return Number.isFinite(largestLog) ? tf.minimum(excess, tf.sub(largestLog, tf.div(largest, eta))) : excess;
  };
  const logTotal = tf.logSumExp(tempered(value_K));
  const beyond_B = tf.greater(advantage_B, last);
  const tied_B = tf.equal(advantage_B, last);
  const share = tf.div(tf.sub(places, count(beyond_B)), count(tied_B));
  const taken_B = tf.add(tf.cast(beyond_B, 'float32'), tf.mul(share, tf.cast(tied_B, 'float32')));
  return {
    // No exponent exceeds that of the largest row, so none overflows.
    weight_B: detach(tf.mul(taken_B, tf.exp(tf.sub(tempered(advantage_B), logTotal)))),
    value_K: detach(value_K),
    logWeight_K: detach(tf.sub(tempered(value_K), logTotal)),
    logTotal: detach(tf.add(logTotal, tf.div(largest, eta))),
  };
}
