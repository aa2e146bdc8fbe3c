import type { AnyPlugin } from '@vem/framework';
import { expectation } from './bootstraps/expectation.js';
import { optimality } from './optimality.js';
import { twinQ } from './values/twinQ.js';

export { expectation, optimality, twinQ };

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [optimality, twinQ, expectation];
