import * as tf from '@tensorflow/tfjs-core';
import type { ActionSample, Density } from '../slots/density.js';
import type { Noise } from '../slots/step.js';
import { gumbelNoise } from './gumbel.js';
import { oneHot } from './oneHot.js';

/**
 * [S, B], log-probability of one-hot actions.
 *
 * @param logProb_BA - −∞ for an impossible action
 */
export function categoricalLogProb({ action_SBA }: ActionSample, logProb_BA: tf.Tensor): tf.Tensor {
  // Selects instead of multiplying: 0 · −∞ is not a number.
  return tf.sum(tf.where(tf.greater(action_SBA, 0), logProb_BA, tf.zerosLike(action_SBA)), -1);
}

/**
 * [B], Σ_a p(a) f(a). Impossible actions count for nothing, even where f is infinite or undefined.
 *
 * @param logProb_BA - normalised over A
 */
export function categoricalMean(logProb_BA: tf.Tensor, value_BA: tf.Tensor): tf.Tensor {
  const probability_BA = tf.exp(logProb_BA);
  const counted_BA = tf.where(tf.greater(probability_BA, 0), value_BA, tf.zerosLike(value_BA));
  return tf.sum(tf.mul(probability_BA, counted_BA), -1);
}

/** [B], −Σ_a p log p in nats, for normalised log-probabilities. */
export function categoricalEntropy(logProb_BA: tf.Tensor): tf.Tensor {
  return tf.neg(categoricalMean(logProb_BA, logProb_BA));
}

/** [B], Σ_a p (log p − log q) in nats; infinite where p gives weight to what q excludes. `to_BA` may be a potential. */
export function categoricalKl(from_BA: tf.Tensor, to_BA: tf.Tensor): tf.Tensor {
  return categoricalMean(from_BA, tf.sub(from_BA, to_BA));
}

/**
 * A categorical over the actions of a finite space. Samples are one-hot, by the Gumbel-max trick; the choice has no
 * gradient, so gradients take exact sums over the enumeration.
 *
 * @param logits_BA - unnormalised log-probabilities; −∞ excludes an action
 */
export function categoricalDensity(logits_BA: tf.Tensor, noise: Noise): Density {
  const [rows, count] = logits_BA.shape as [number, number];
  const logProb_BA = tf.logSoftmax(logits_BA, -1);
  return {
    spaces: ['finite'],
    sample: (samples) => {
      const gumbel_SBA = gumbelNoise(noise, [samples, rows, count]);
      return { action_SBA: oneHot(tf.argMax(tf.add(logProb_BA, gumbel_SBA), -1), count) };
    },
    logProb: (sample) => categoricalLogProb(sample, logProb_BA),
    mode: () => ({ action_SBA: tf.expandDims(oneHot(tf.argMax(logProb_BA, -1), count), 0) }),
    enumerate: () => ({ logProb_BA }),
    klTo: (other) => {
      const there = other.enumerate?.();
      return there && categoricalKl(logProb_BA, there.logProb_BA);
    },
  };
}
