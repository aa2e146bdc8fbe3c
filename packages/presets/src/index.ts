import type { Preset } from '@vem/framework';
import { sac } from './sac.js';

export { sac };

/** Every algorithm, in the order of the comparison table. */
export const presets: readonly Preset[] = [sac];
