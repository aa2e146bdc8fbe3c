import type { AnyPlugin } from '@vem/framework';
import * as learned from './learned/index.js';

export * from './learned/index.js';

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = Object.values<AnyPlugin>(learned);
