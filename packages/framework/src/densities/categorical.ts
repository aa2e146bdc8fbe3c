import * as tf from '@tensorflow/tfjs-core';
import type { ActionSample, Density } from '../slots/density.js';
import type { Noise } from '../slots/step.js';

/** [S, B], log-probability of one-hot actions. */
export function categoricalLogProb(sample: ActionSample, logProb_BA: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(sample.action_SBA, logProb_BA), -1);
}

/** [B], KL between categoricals given by normalised log-probabilities: Σ_a p (log p − log q). */
export function categoricalKl(from_BA: tf.Tensor, to_BA: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(tf.exp(from_BA), tf.sub(from_BA, to_BA)), -1);
}

/**
 * A categorical over the actions of a finite space. Samples are one-hot, by the Gumbel-max trick; the choice has no
 * gradient, so gradients take exact sums over the enumeration.
 *
 * @param logits_BA - unnormalised log-probabilities
 */
export function categoricalDensity(logits_BA: tf.Tensor, noise: Noise): Density {
  const [rows, count] = logits_BA.shape as [number, number];
  const logProb_BA = tf.logSoftmax(logits_BA, -1);
  const oneHot = (index: tf.Tensor): tf.Tensor =>
    tf.cast(tf.oneHot(tf.cast(index, 'int32') as tf.Tensor1D, count), 'float32');
  return {
    spaces: ['finite'],
    sample: (samples) => {
      // −log(−log u) is a standard Gumbel; 1 − u keeps u = 0 out of the logarithm.
      const uniform_SBA = tf.sub(1, noise.uniform([samples, rows, count]));
      const gumbel_SBA = tf.neg(tf.log(tf.maximum(tf.neg(tf.log(uniform_SBA)), SMALLEST)));
      return { action_SBA: oneHot(tf.argMax(tf.add(logProb_BA, gumbel_SBA), -1)) };
    },
    logProb: (sample) => categoricalLogProb(sample, logProb_BA),
    mode: () => ({ action_SBA: tf.expandDims(oneHot(tf.argMax(logProb_BA, -1)), 0) }),
    enumerate: () => ({ logProb_BA }),
    klTo: (other) => {
      const there = other.enumerate?.();
      return there && categoricalKl(logProb_BA, there.logProb_BA);
    },
  };
}

/** Smallest normal float32: keeps log(0) out where u is exactly 0. */
const SMALLEST = 1.2e-38;
