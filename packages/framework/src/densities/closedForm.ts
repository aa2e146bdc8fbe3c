import * as tf from '@tensorflow/tfjs-core';
import type { ActionSample, Density } from '../slots/density.js';
import { categoricalEntropy } from './categorical.js';

const HALF_LOG_2_PI_E = 0.5 * Math.log(2 * Math.PI * Math.E);

/** [B], entropy in nats in closed form: of finite probabilities, or of a Gaussian before the squash; undefined of others. */
export function closedEntropy(belief: Density): tf.Tensor | undefined {
  if (belief.enumerate) return categoricalEntropy(belief.enumerate().logProb_BA);
  return belief.gaussian && tf.sum(tf.add(belief.gaussian.logStd_BA, HALF_LOG_2_PI_E), -1);
}

/**
 * [B], ‖∂ log π(a|s) / ∂ω‖² of one action per state, ω the numbers that a network gives: logits, or the mean of a Gaussian before the
 * squash. Undefined of other densities.
 *
 * @param sample - S = 1
 */
export function squaredScore(belief: Density, sample: ActionSample): tf.Tensor | undefined {
  const [action_BA, preSquash_BA] = [sample.action_SBA, sample.preSquash_SBA ?? sample.action_SBA].map((a_SBA) =>
    tf.squeeze(a_SBA, [0]),
  );
  if (belief.enumerate) {
    const probability_BA = tf.exp(belief.enumerate().logProb_BA);
    return tf.sum(tf.square(tf.sub(action_BA, probability_BA)), -1);
  }
  if (!belief.gaussian) return undefined;
  const { mean_BA, logStd_BA } = belief.gaussian;
  return tf.sum(tf.square(tf.div(tf.sub(preSquash_BA, mean_BA), tf.exp(tf.mul(2, logStd_BA)))), -1);
}
