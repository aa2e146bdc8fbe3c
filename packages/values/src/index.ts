import type { AnyPlugin } from '@vem/framework';
import * as bootstraps from './bootstraps/index.js';
import * as estimators from './estimators/index.js';
import * as returns from './returns/index.js';

export * from './bootstraps/index.js';
export * from './estimators/index.js';
export * from './returns/index.js';

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [estimators, bootstraps, returns].flatMap((slot) =>
  Object.values<AnyPlugin>(slot),
);
