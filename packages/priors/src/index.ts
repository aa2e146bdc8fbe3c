import type { AnyPlugin } from '@vem/framework';
import { categoricalKl } from './categoricalKl.js';
import { decoupledDivergences, decoupledGaussian } from './decoupledGaussian.js';
import { distil } from './distil.js';
import { gaussian } from './gaussian.js';
import { learnedCategorical } from './learnedCategorical.js';
import { learnedGaussian } from './learnedGaussian.js';
import { previousPolicy } from './previousPolicy.js';
import { snapshot } from './snapshot.js';
import { uniform } from './uniform.js';
import { weightedMle } from './weightedMle.js';

export {
  categoricalKl,
  decoupledDivergences,
  decoupledGaussian,
  distil,
  gaussian,
  learnedCategorical,
  learnedGaussian,
  previousPolicy,
  snapshot,
  uniform,
  weightedMle,
};

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [
  uniform,
  gaussian,
  learnedGaussian,
  learnedCategorical,
  previousPolicy,
  weightedMle,
  distil,
  snapshot,
  decoupledGaussian,
  categoricalKl,
];
