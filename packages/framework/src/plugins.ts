import { samplePosterior } from './behaviours/samplePosterior.js';
import type { AnyPlugin } from './composition/definePlugin.js';
import { replay } from './data/replay.js';
import { reparameterised } from './estimators/reparameterised.js';
import { adam } from './optimisers/adam.js';
import { offPolicy } from './schedules/offPolicy.js';
import { fixedTemperature } from './temperatures/fixed.js';
import { targetEntropy } from './temperatures/targetEntropy.js';
import { targetKl } from './temperatures/targetKl.js';

export { adam, fixedTemperature, offPolicy, reparameterised, replay, samplePosterior, targetEntropy, targetKl };

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [
  samplePosterior,
  replay,
  reparameterised,
  adam,
  offPolicy,
  fixedTemperature,
  targetEntropy,
  targetKl,
];
