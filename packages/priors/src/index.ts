import type { AnyPlugin } from '@vem/framework';
import { gaussian } from './gaussian.js';
import { uniform } from './uniform.js';

export { gaussian, uniform };

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [uniform, gaussian];
