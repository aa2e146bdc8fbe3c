import type { AnyPlugin } from '@vem/framework';
import * as behaviours from './behaviours/index.js';
import * as data from './data/index.js';
import * as memories from './memories/index.js';
import * as normalisers from './normalisers/index.js';
import * as optimisers from './optimisers/index.js';
import * as schedules from './schedules/index.js';

export * from './behaviours/index.js';
export * from './data/index.js';
export * from './memories/index.js';
export * from './normalisers/index.js';
export * from './optimisers/index.js';
export * from './schedules/index.js';

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [behaviours, data, memories, normalisers, optimisers, schedules].flatMap(
  (slot) => Object.values<AnyPlugin>(slot),
);
