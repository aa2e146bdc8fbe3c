import type { EnvironmentConfig, EnvironmentDefinition } from '../environment/defineEnvironment.js';
import type { ActionSpace } from '../environment/spaces.js';
import { type AnyPlugin, definePlugin, type Plugin } from './definePlugin.js';

/** An environment as a plugin of slot `environment`: `compose({ …, environment: pendulum() })`. */
export function environmentPlugin<Kind extends ActionSpace['kind'], Config extends EnvironmentConfig>(
  definition: EnvironmentDefinition<Kind, Config>,
): Plugin<'environment', string, Config, Kind> & AnyPlugin {
  const { id, description, source, config, kind, create } = definition;
  return definePlugin({ slot: 'environment', name: id, description, source: { title: source }, config, provides: [kind], inject: [], create });
}
