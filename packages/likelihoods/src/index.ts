import type { AnyPlugin } from '@vem/framework';
import * as rewards from './rewards/index.js';

export * from './rewards/index.js';

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = Object.values<AnyPlugin>(rewards);
