import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type Density,
  type Noise,
  preSquashOf,
  type Squash,
  tanhLogDeterminant,
} from '@vem/framework';
import { logDeterminant, multiplied, solved, type Triangle } from './cholesky.js';

const LOG_2PI = Math.log(2 * Math.PI);

export interface FullGaussian {
  /** [B, A] */
  readonly mean_BA: tf.Tensor;
  /** L of the covariance L Lᵀ. */
  readonly factor: Triangle;
}

/** N(μ, L Lᵀ) before the squash. */
export function fullGaussianDensity({ mean_BA, factor }: FullGaussian, squash: Squash, noise: Noise): Density {
  const [rows, width] = mean_BA.shape as [number, number];
  const act = (u_SBA: tf.Tensor): ActionSample => ({
    action_SBA: squash === 'tanh' ? tf.tanh(u_SBA) : u_SBA,
    preSquash_SBA: u_SBA,
  });
  return {
    spaces: ['u', 'box'],
    sample: (count) => act(tf.add(mean_BA, multiplied(factor, noise.normal([count, rows, width])))),
    logProb: (sample, space) => {
      const u_SBA = preSquashOf(sample, squash);
      const standard_SBA = solved(factor, tf.sub(u_SBA, mean_BA));
      const quadratic_SB = tf.mul(-0.5, tf.sum(tf.add(tf.square(standard_SBA), LOG_2PI), -1));
      const logProb_SB = tf.sub(quadratic_SB, logDeterminant(factor));
      return space === 'box' && squash === 'tanh' ? tf.sub(logProb_SB, tanhLogDeterminant(u_SBA)) : logProb_SB;
    },
    mode: () => act(tf.expandDims(mean_BA, 0)),
  };
}
