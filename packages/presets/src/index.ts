import type { Preset } from '@vem/framework';
import { mpo } from './mpo.js';
import { sac } from './sac.js';
import { sql } from './sql.js';

export { mpo, sac, sql };

/**
 * The algorithms of the comparison table, in its order. `sql` and `mpo` are slot values that agree with their golden
 * values; they join the table once their scores are measured.
 */
export const presets: readonly Preset[] = [sac];
