import { samplePosterior } from './behaviours/samplePosterior.js';
import { samplePrior } from './behaviours/samplePrior.js';
import type { AnyPlugin } from './composition/definePlugin.js';
import { replay } from './data/replay.js';
import { exactSumGradient } from './estimators/exactSum.js';
import { reparameterised } from './estimators/reparameterised.js';
import { adam } from './optimisers/adam.js';
import { sgd } from './optimisers/sgd.js';
import { offPolicy } from './schedules/offPolicy.js';
import { fixedTemperature } from './temperatures/fixed.js';
import { klDual } from './temperatures/klDual.js';
import { scheduledTemperature } from './temperatures/scheduled.js';
import { targetEntropy } from './temperatures/targetEntropy.js';
import { targetKl } from './temperatures/targetKl.js';

export {
  adam,
  exactSumGradient,
  fixedTemperature,
  klDual,
  offPolicy,
  reparameterised,
  replay,
  samplePosterior,
  samplePrior,
  scheduledTemperature,
  sgd,
  targetEntropy,
  targetKl,
};

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [
  samplePosterior,
  samplePrior,
  replay,
  reparameterised,
  exactSumGradient,
  adam,
  sgd,
  offPolicy,
  fixedTemperature,
  scheduledTemperature,
  klDual,
  targetEntropy,
  targetKl,
];
