import type { AnyPlugin } from '@vem/framework';
import { categorical } from './categorical.js';
import { exactCategorical } from './exactCategorical.js';
import { exactGaussian } from './exactGaussian.js';
import { gaussian } from './gaussian.js';
import { nearestNeighbourEntropy } from './nearestNeighbourEntropy.js';
import {
  leaveOneOut,
  medianBandwidth,
  type SteinDirection,
  type SteinParticles,
  steinDirection,
} from './steinGradient.js';
import { steinSampler } from './steinSampler.js';
import { tanhGaussian } from './tanhGaussian.js';
import { weights } from './weights.js';

export {
  categorical,
  exactCategorical,
  exactGaussian,
  gaussian,
  leaveOneOut,
  medianBandwidth,
  nearestNeighbourEntropy,
  type SteinDirection,
  type SteinParticles,
  steinDirection,
  steinSampler,
  tanhGaussian,
  weights,
};

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [
  tanhGaussian,
  gaussian,
  categorical,
  exactCategorical,
  exactGaussian,
  weights,
  steinSampler,
];
