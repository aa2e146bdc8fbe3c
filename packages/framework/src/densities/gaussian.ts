import * as tf from '@tensorflow/tfjs-core';
import type { ActionSample, Density, DensitySpace, GaussianParameters } from '../slots/density.js';
import type { Noise } from '../slots/step.js';
import { gaussianKl, gaussianLogProb, tanhLogDeterminant } from './gaussianMaths.js';
import { preSquashOf, type Squash } from './preSquash.js';

const SPACES: readonly DensitySpace[] = ['u', 'box'];

/**
 * A diagonal Gaussian over u, squashed to actions: tanh-Gaussian or, with `identity`, plain Gaussian. Sampling is
 * pathwise (u = μ + σε). The mode is the image of μ, which for tanh is the median rather than the density's maximum.
 */
export function gaussianDensity(parameters: GaussianParameters, squash: Squash, noise: Noise): Density {
  const { mean_BA, logStd_BA } = parameters;
  const [rows, width] = mean_BA.shape as [number, number];
  const squashed = (u: tf.Tensor) => (squash === 'tanh' ? tf.tanh(u) : u);
  const act = (u_SBA: tf.Tensor): ActionSample => ({ action_SBA: squashed(u_SBA), preSquash_SBA: u_SBA });
  return {
    spaces: SPACES,
    gaussian: parameters,
    sample: (count) => act(tf.add(mean_BA, tf.mul(tf.exp(logStd_BA), noise.normal([count, rows, width])))),
    logProb: (sample, space) => {
      const u_SBA = preSquashOf(sample, squash);
      const logProb_SB = gaussianLogProb(u_SBA, parameters);
      return space === 'box' && squash === 'tanh' ? tf.sub(logProb_SB, tanhLogDeterminant(u_SBA)) : logProb_SB;
    },
    mode: () => act(tf.expandDims(mean_BA, 0)),
    // Both are images of Gaussians under one bijection, so the divergence is that of the Gaussians.
    klTo: (other) => (other.gaussian ? gaussianKl(parameters, other.gaussian) : undefined),
  };
}
