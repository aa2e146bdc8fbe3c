import * as tf from '@tensorflow/tfjs-core';
import { assertShapes } from './assertShape.js';

/** Far below every weight, and above what single precision cannot hold: −∞ and NaN become this. */
const NO_WEIGHT = -1e30;

/** Log-weights of P particles of N states, none of them infinite or undefined, and where that is all there was. */
export interface SoundWeights {
  /** [P, N]; 0 in states where no particle has any weight, so that all count alike there. */
  readonly logWeight_PN: tf.Tensor;
  /** [N], 1 where no particle had any weight. */
  readonly lost_N: tf.Tensor;
}

/** Takes what is not a number, or infinite, as no weight; where nothing else is left, all particles count alike. */
export function soundWeights(logWeight_PN: tf.Tensor): SoundWeights {
  assertShapes({ logWeight_PN: [logWeight_PN, ['P', 'N']] });
  const isSound_PN = tf.logicalAnd(tf.greater(logWeight_PN, NO_WEIGHT), tf.less(logWeight_PN, -NO_WEIGHT));
  const sound_PN = tf.where(isSound_PN, logWeight_PN, tf.fill(logWeight_PN.shape, NO_WEIGHT));
  const lost_1N = tf.lessEqual(tf.max(sound_PN, 0, true), NO_WEIGHT);
  return {
    logWeight_PN: tf.where(lost_1N, tf.zerosLike(sound_PN), sound_PN),
    lost_N: tf.squeeze(tf.cast(lost_1N, 'float32'), [0]),
  };
}

/** [P, N], weights that add up to 1 in each state. */
export function normalisedWeights(logWeight_PN: tf.Tensor): tf.Tensor {
  assertShapes({ logWeight_PN: [logWeight_PN, ['P', 'N']] });
  return tf.exp(tf.sub(logWeight_PN, tf.logSumExp(logWeight_PN, 0, true)));
}

/** [B, A] each. */
export interface Moments {
  readonly mean_BA: tf.Tensor;
  readonly variance_BA: tf.Tensor;
}

/** Mean and variance of S weighted vectors of B states, dimension by dimension. @param weight_SB - adding up to 1 in each state */
export function weightedMoments(x_SBA: tf.Tensor, weight_SB: tf.Tensor): Moments {
  assertShapes({ x_SBA: [x_SBA, ['S', 'B', 'A']], weight_SB: [weight_SB, ['S', 'B']] });
  const weight_SB1 = tf.expandDims(weight_SB, 2);
  const mean_BA = tf.sum(tf.mul(weight_SB1, x_SBA), 0);
  return { mean_BA, variance_BA: tf.sum(tf.mul(weight_SB1, tf.square(tf.sub(x_SBA, mean_BA))), 0) };
}

/** [N], 1 / Σ w²: P where all weights are equal, 1 where one particle has everything (Kong 1992). */
export function effectiveSampleSize(weight_PN: tf.Tensor): tf.Tensor {
  assertShapes({ weight_PN: [weight_PN, ['P', 'N']] });
  return tf.reciprocal(tf.sum(tf.square(weight_PN), 0));
}

/**
 * [K, N], for each state the indices of the particles whose stretch of the cumulative weights holds each position. With positions
 * (k + u)/K and one u per state this is systematic resampling (Kitagawa 1996), with one position a plain draw.
 *
 * @param weight_PN - adding up to 1 in each state; @param position_KN - 0 … 1
 */
export function particleAt(weight_PN: tf.Tensor, position_KN: tf.Tensor): tf.Tensor {
  assertShapes({ weight_PN: [weight_PN, ['P', 'N']], position_KN: [position_KN, ['K', 'N']] });
  const before_PN = tf.cumsum(weight_PN, 0, true);
  const passed_KPN = tf.lessEqual(tf.expandDims(before_PN, 0), tf.expandDims(position_KN, 1));
  return tf.sub(tf.sum(tf.cast(passed_KPN, 'float32'), 1), 1);
}

/** [P, N], positions of systematic resampling. @param offset_1N - uniform on [0, 1), one per state */
export function systematicPositions(count: number, offset_1N: tf.Tensor): tf.Tensor {
  assertShapes({ offset_1N: [offset_1N, [1, 'N']] });
  return tf.div(tf.add(tf.expandDims(tf.range(0, count), 1), offset_1N), count);
}

/** [N], how many different numbers there are in each column. @param index_PN - in order, as systematic resampling leaves it */
export function distinctInOrder(index_PN: tf.Tensor): tf.Tensor {
  assertShapes({ index_PN: [index_PN, ['P', 'N']] });
  const [particles, states] = index_PN.shape as [number, number];
  const earlier = tf.slice(index_PN, [0, 0], [particles - 1, states]);
  const later = tf.slice(index_PN, [1, 0], [particles - 1, states]);
  return tf.add(1, tf.sum(tf.cast(tf.notEqual(later, earlier), 'float32'), 0));
}
