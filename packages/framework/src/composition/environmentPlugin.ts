import type { ModelKind } from '../environment/declaredModel.js';
import type { EnvironmentConfig, EnvironmentDefinition } from '../environment/defineEnvironment.js';
import type { ActionSpace, GoalKind } from '../environment/spaces.js';
import { type AnyPlugin, definePlugin, type Plugin } from './definePlugin.js';

/** Who has finitely many tasks has goals. */
type GoalCapability<Told extends GoalKind> = Told extends 'tasks' ? GoalKind : Told;

/** An environment as a plugin of slot `environment`, with its definition for wrappers. */
export type EnvironmentPlugin<
  Kind extends ActionSpace['kind'],
  Config extends EnvironmentConfig,
  Known extends ModelKind = never,
  Told extends GoalKind = never,
> = Plugin<'environment', string, Config, Kind | Known | 'simulator' | GoalCapability<Told>, never> &
  AnyPlugin & { readonly definition: EnvironmentDefinition<Kind, Config, Known, Told> };

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
  Told extends GoalKind = never,
>(definition: EnvironmentDefinition<Kind, Config, Known, Told>): EnvironmentPlugin<Kind, Config, Known, Told> {
  const { id, description, source, config, kind, models, goals, create } = definition;
  const told = goals.flatMap((goal): GoalKind[] => (goal === 'tasks' ? ['goal', 'tasks'] : [goal]));
  const plugin = definePlugin({
    slot: 'environment',
    name: id,
    description,
    source: { title: source },
    config,
    provides: [kind, ...models, 'simulator', ...(told as GoalCapability<Told>[])],
    inject: [],
    create,
  });
  return Object.assign(plugin, { definition });
}
