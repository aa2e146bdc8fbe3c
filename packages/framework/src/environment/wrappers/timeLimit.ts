import type { ModelKind } from '../declaredModel.js';
import { type EnvironmentConfig, type EnvironmentDefinition, environmentDefinition } from '../defineEnvironment.js';
import type { ActionKind } from '../dynamics.js';
import type { GoalKind } from '../spaces.js';

/**
 * The same environment with another time limit, or with none (`undefined`). It has no solved criterion: those are
 * stated for the original limit.
 *
 * @throws VEM_ENVIRONMENT_DEFINITION if `steps` is not a positive whole number.
 */
export function withTimeLimit<
  Kind extends ActionKind,
  Config extends EnvironmentConfig,
  Known extends ModelKind = never,
  Told extends GoalKind = never,
>(
  environment: EnvironmentDefinition<Kind, Config, Known, Told>,
  steps: number | undefined,
): EnvironmentDefinition<Kind, Config, Known, Told> {
  const { source, config, kind, models, goals } = environment;
  const id = `${environment.id}+timeLimit=${steps ?? 'none'}`;
  return environmentDefinition({
    id,
    description: `${environment.description}; ${steps === undefined ? 'no time limit' : `at most ${steps} steps`}`,
    source,
    config,
    kind,
    models,
    goals,
    blueprint: (options) => {
      const { spec, ...rest } = environment.blueprint(options);
      return { ...rest, spec: { ...spec, id, timeLimit: steps, solved: undefined } };
    },
  });
}
