import { definePluginPackage } from '@vem/framework';
import { delayedActor } from './delayedActor.js';
import { freshCritics } from './freshCritics.js';
import { manyCritics } from './manyCritics.js';
import { modeWithNoise } from './modeWithNoise.js';
import { nextActionWithNoise } from './nextActionWithNoise.js';
import { oneAction } from './oneAction.js';

export { delayedActor, freshCritics, manyCritics, modeWithNoise, nextActionWithNoise, oneAction };

/** The plugins of this package, for look-ups by name. */
export const plugins = [oneAction, nextActionWithNoise, modeWithNoise, manyCritics];

/** What `vem` knows once it is told of this package: `vem train delayed-actor --env Pendulum-v1 --plugins .`. */
export default definePluginPackage({ plugins, presets: [delayedActor, freshCritics] });
