import type { AnyPlugin } from '@vem/framework';
import { annealed } from './annealed.js';
import { singleQ } from './singleQ.js';
import { studentT } from './studentT.js';
import { thermostat } from './thermostat.js';

export { annealed, singleQ, studentT, thermostat };

/** The plugins of this package, for look-ups by name. */
export const plugins: readonly AnyPlugin[] = [studentT, annealed, singleQ, thermostat];
