import { definePluginPackage } from '@vem/framework';
import { annealed } from './annealed.js';
import { bursts } from './bursts.js';
import { heavyTails } from './heavyTails.js';
import { room } from './room.js';
import { singleQ } from './singleQ.js';
import { studentT } from './studentT.js';
import { studentTPolicy } from './studentTPolicy.js';
import { thermostat } from './thermostat.js';

export { annealed, bursts, heavyTails, room, singleQ, studentT, studentTPolicy, thermostat };

/** The plugins of this package, for look-ups by name. */
export const plugins = [studentT, studentTPolicy, annealed, singleQ, bursts, thermostat];

/** What `vem` knows once it is told of this package: `vem train heavy-tails --env Thermostat --plugins vem-plugin-example`. */
export default definePluginPackage({ plugins, presets: [heavyTails], suites: [room] });
