import type { EnvironmentConfig, EnvironmentDefinition } from '../environment/defineEnvironment.js';
import type { ActionSpace } from '../environment/spaces.js';
import { type AnyPlugin, definePlugin, type Plugin } from './definePlugin.js';

/** An environment as a plugin of slot `environment`, with its definition for wrappers. */
export type EnvironmentPlugin<Kind extends ActionSpace['kind'], Config extends EnvironmentConfig> = Plugin<
  'environment',
  string,
  Config,
  Kind,
  never
> &
  AnyPlugin & { readonly definition: EnvironmentDefinition<Kind, Config> };

/**
 * Makes what the `environment` slot takes:
 *
 * ```ts
 * export const drift = environmentPlugin(defineEnvironment({ id: 'Drift', … }));
 * compose({ ...sac(), environment: drift() }, { seed: 1 });
 * export const shortDrift = environmentPlugin(withTimeLimit(drift.definition, 50));
 * ```
 */
export function environmentPlugin<Kind extends ActionSpace['kind'], Config extends EnvironmentConfig>(
  definition: EnvironmentDefinition<Kind, Config>,
): EnvironmentPlugin<Kind, Config> {
  const { id, description, source, config, kind, create } = definition;
  const plugin = definePlugin({
    slot: 'environment',
    name: id,
    description,
    source: { title: source },
    config,
    provides: [kind],
    inject: [],
    create,
  });
  return Object.assign(plugin, { definition });
}
