import type { AnyPlugin } from '@vem/framework';
import * as known from './known/index.js';
import * as learned from './learned/index.js';

export * from './known/index.js';
export * from './learned/index.js';

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [known, learned].flatMap((slot) => Object.values<AnyPlugin>(slot));
