import type { Preset } from '@vem/framework';
import { mpo } from './mpo.js';
import { sac } from './sac.js';
import { sql } from './sql.js';

export { mpo, sac, sql };

/** Every algorithm, in the order of the comparison table. */
export const presets: readonly Preset[] = [sac, sql, mpo];
