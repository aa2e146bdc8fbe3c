import type { ModelKind } from '../environment/declaredModel.js';
import type { EnvironmentConfig, EnvironmentDefinition } from '../environment/defineEnvironment.js';
import type { ActionSpace } from '../environment/spaces.js';
import { type AnyPlugin, definePlugin, type Plugin } from './definePlugin.js';

/** An environment as a plugin of slot `environment`, with its definition for wrappers. */
export type EnvironmentPlugin<
  Kind extends ActionSpace['kind'],
  Config extends EnvironmentConfig,
  Known extends ModelKind = never,
> = Plugin<'environment', string, Config, Kind | Known, never> &
  AnyPlugin & { readonly definition: EnvironmentDefinition<Kind, Config, Known> };

/**
 * Makes what the `environment` slot takes:
 *
 * ```ts
 * export const drift = environmentPlugin(defineEnvironment({ id: 'Drift', … }));
 * compose({ ...sac(), environment: drift() }, { seed: 1 });
 * export const shortDrift = environmentPlugin(withTimeLimit(drift.definition, 50));
 * ```
 */
export function environmentPlugin<
  Kind extends ActionSpace['kind'],
  Config extends EnvironmentConfig,
  Known extends ModelKind = never,
>(definition: EnvironmentDefinition<Kind, Config, Known>): EnvironmentPlugin<Kind, Config, Known> {
  const { id, description, source, config, kind, models, create } = definition;
  const plugin = definePlugin({
    slot: 'environment',
    name: id,
    description,
    source: { title: source },
    config,
    provides: [kind, ...models],
    inject: [],
    create,
  });
  return Object.assign(plugin, { definition });
}
