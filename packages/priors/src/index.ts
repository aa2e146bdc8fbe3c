import type { AnyPlugin } from '@vem/framework';
import * as densities from './densities/index.js';
import * as mSteps from './mSteps/index.js';
import * as trustRegions from './trustRegions/index.js';

export * from './densities/index.js';
export * from './mSteps/index.js';
export { adaptedBeta } from './trustRegions/adaptivePenalty.js';
export * from './trustRegions/index.js';

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [densities, mSteps, trustRegions].flatMap((slot) =>
  Object.values<AnyPlugin>(slot),
);
