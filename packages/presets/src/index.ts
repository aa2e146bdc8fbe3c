import type { Preset } from '@vem/framework';
import { a2c } from './a2c.js';
import { mpo } from './mpo.js';
import { ppo } from './ppo.js';
import { sac } from './sac.js';
import { sql } from './sql.js';
import { vmpo } from './vmpo.js';

export { a2c, mpo, ppo, sac, sql, vmpo };

/** The algorithms of the comparison table, in its order. */
export const presets: readonly Preset[] = [sac, sql, mpo, vmpo, ppo, a2c];
