import * as tf from '@tensorflow/tfjs-core';
import {
  type ActionSample,
  type Density,
  gaussianLogProb,
  type Noise,
  preSquashOf,
  tanhLogDeterminant,
} from '@vem/framework';
import type { Bijection } from './bijection.js';

/**
 * u = f(ε; s), ε ~ N(0, I), squashed to actions: log π(u|s) = log N(ε) − log |det ∂f/∂ε|. Densities of its own samples are known from
 * drawing them; those of other actions take the inverse. No closed form for divergences or entropy, and no mode.
 */
export function flowDensity(flow: Bijection, rows: number, dimension: number, noise: Noise): Density {
  const zero_BA = tf.zeros([rows, dimension]);
  const standard = { mean_BA: zero_BA, logStd_BA: zero_BA };
  /** [S, B], log π over u, of the samples that were drawn from this very density. */
  const own = new WeakMap<tf.Tensor, tf.Tensor>();
  const logProbBefore = (u_SBA: tf.Tensor): tf.Tensor => {
    const known = own.get(u_SBA);
    if (known) return known;
    const { point_SBA, logDeterminant_SB } = flow.inverse(u_SBA);
    return tf.add(gaussianLogProb(point_SBA, standard), logDeterminant_SB);
  };
  return {
    spaces: ['u', 'box'],
    sample: (count): ActionSample => {
      const noise_SBA = noise.normal([count, rows, dimension]);
      const { point_SBA, logDeterminant_SB } = flow.forward(noise_SBA);
      own.set(point_SBA, tf.sub(gaussianLogProb(noise_SBA, standard), logDeterminant_SB));
      return { action_SBA: tf.tanh(point_SBA), preSquash_SBA: point_SBA };
    },
    logProb: (sample, space) => {
      const u_SBA = preSquashOf(sample, 'tanh');
      const logProb_SB = logProbBefore(u_SBA);
      return space === 'box' ? tf.sub(logProb_SB, tanhLogDeterminant(u_SBA)) : logProb_SB;
    },
  };
}
