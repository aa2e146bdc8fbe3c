import type { Preset } from '@vem/framework';
import { mpo } from './mpo.js';
import { sac } from './sac.js';
import { sql } from './sql.js';

export { mpo, sac, sql };

/** The algorithms of the comparison table, in its order. */
export const presets: readonly Preset[] = [sac, sql, mpo];
