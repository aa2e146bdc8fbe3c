import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Noise } from '../slots/step.js';

/** The option of plugins whose networks drop units while they are learned from. */
export const dropoutOption = z
  .number()
  .min(0)
  .lt(1)
  .default(0)
  .describe(
    'share of hidden units that are left out, drawn anew for each row, while learning; none while acting. Before normalisation and activation, as in Hiraoka et al. 2022, arXiv:2110.02034, where .01 to .1 goes with `layerNorm` `every`',
  );

/** [B, H] with units left out at that rate, and the rest as much larger: Srivastava et al. 2014, section 10. */
export function dropout(x_BH: tf.Tensor, rate: number, noise: Noise): tf.Tensor {
  const kept_BH = tf.cast(tf.greaterEqual(noise.uniform(x_BH.shape), rate), 'float32');
  return tf.mul(x_BH, tf.mul(kept_BH, 1 / (1 - rate)));
}
