import type { AnyPlugin } from '@vem/framework';
import { gaussian } from './gaussian.js';
import { tanhGaussian } from './tanhGaussian.js';

export { gaussian, tanhGaussian };

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [tanhGaussian, gaussian];
