import type { AnyPlugin } from '@vem/framework';
import * as potentials from './potentials/index.js';
import * as rewards from './rewards/index.js';

export * from './potentials/index.js';
export * from './rewards/index.js';

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [rewards, potentials].flatMap((slot) => Object.values<AnyPlugin>(slot));
