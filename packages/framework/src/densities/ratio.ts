import * as tf from '@tensorflow/tfjs-core';
import type { ActionSample, Density, DensitySpace, GaussianParameters } from '../slots/density.js';
import * as errors from './densityErrors.js';

/** The measure in which entropies are reported: [−1, 1]^A or the finite set. */
export function measureOf(density: Density): DensitySpace {
  return density.spaces.includes('finite') ? 'finite' : 'box';
}

/** [S, B], log π(a) − log p(a): one sample of the KL divergence, in a space that both densities have. */
export function logRatio(belief: Density, prior: Density, sample: ActionSample): tf.Tensor {
  const space = belief.spaces.find((candidate) => prior.spaces.includes(candidate));
  if (space === undefined) throw errors.noCommonMeasure(belief.spaces, prior.spaces);
  return tf.sub(logProbOf(belief, sample, space), logProbOf(prior, sample, space));
}

/** [S, B]; a coded error where the density has none. */
export function logProbOf(density: Density, sample: ActionSample, space: DensitySpace): tf.Tensor {
  if (!density.logProb) throw errors.capabilityAbsent('logProb');
  return density.logProb(sample, space);
}

/** S actions per state; a coded error where the density cannot be sampled. */
export function sampleOf(density: Density, count: number): ActionSample {
  if (!density.sample) throw errors.capabilityAbsent('sample');
  return density.sample(count);
}

/** Mean and log-deviation [B, A]; a coded error where the density is no Gaussian. */
export function gaussianOf(density: Density): GaussianParameters {
  if (!density.gaussian) throw errors.capabilityAbsent('gaussian');
  return density.gaussian;
}

/** [B, A], log-probabilities of all finite actions; a coded error where the density cannot list them. */
export function enumerationOf(density: Density): tf.Tensor {
  if (!density.enumerate) throw errors.capabilityAbsent('enumerate');
  return density.enumerate().logProb_BA;
}
