import type { ModelKind } from '../declaredModel.js';
import { type EnvironmentConfig, type EnvironmentDefinition, environmentDefinition } from '../defineEnvironment.js';
import type { ActionKind, Dynamics } from '../dynamics.js';
import { environmentCountInvalid } from '../environmentErrors.js';
import type { GoalKind } from '../spaces.js';

/**
 * Repeats each action `times` times, or until the episode terminates, and adds up the rewards. The time limit counts
 * repeated steps and is rounded up, so the last episode step may pass the original limit by less than `times`.
 *
 * @throws VEM_ENVIRONMENT_COUNT if `times` is not a positive whole number.
 */
export function withActionRepeat<
  Kind extends ActionKind,
  Config extends EnvironmentConfig,
  Told extends GoalKind = never,
>(
  environment: EnvironmentDefinition<Kind, Config, ModelKind, Told>,
  times: number,
): EnvironmentDefinition<Kind, Config, never, Told> {
  const id = `${environment.id}+actionRepeat=${times}`;
  if (!Number.isInteger(times) || times < 1) throw environmentCountInvalid(id, 'the number of repeats', times);
  const { source, config, kind, goals } = environment;
  return environmentDefinition({
    id,
    description: `${environment.description}; each action is repeated ${times} times`,
    source,
    config,
    kind,
    goals,
    blueprint: (options) => {
      const { spec, dynamics, model: _other, ...rest } = environment.blueprint(options);
      const timeLimit = spec.timeLimit === undefined ? undefined : Math.ceil(spec.timeLimit / times);
      return { ...rest, spec: { ...spec, id, timeLimit }, dynamics: () => repeated(dynamics(), times) };
    },
  });
}

function repeated<Kind extends ActionKind>(inner: Dynamics<Kind>, times: number): Dynamics<Kind> {
  return {
    stateSize: inner.stateSize,
    reset: (state, stream) => inner.reset(state, stream),
    observe: (state, observation) => inner.observe(state, observation),
    ...(inner.view ? { view: inner.view } : {}),
    dispose: () => inner.dispose?.(),
    step(state, action, outcome, stream) {
      let total = 0;
      for (let i = 0; i < times && !outcome.terminated; i++) {
        outcome.reward = Number.NaN;
        inner.step(state, action, outcome, stream);
        total += outcome.reward;
      }
      outcome.reward = total;
    },
  };
}
