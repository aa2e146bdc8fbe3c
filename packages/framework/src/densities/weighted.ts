import * as tf from '@tensorflow/tfjs-core';
import type { Density, WeightedSample } from '../slots/density.js';
import { sampleOf } from './ratio.js';

/**
 * Samples that stand for a density by weight: its own, or equally weighted draws where it only samples.
 *
 * @param count - S of the draws; a density that weights decides itself
 * @throws VEM_DENSITY_CAPABILITY where it does neither
 */
export function weightedSampleOf(density: Density, count: number): WeightedSample {
  if (density.weighted) return density.weighted();
  const sample = sampleOf(density, count);
  const [samples, rows] = sample.action_SBA.shape;
  return { sample, weight_SB: tf.fill([samples, rows], 1 / samples), normalisation: 'perState' };
}
