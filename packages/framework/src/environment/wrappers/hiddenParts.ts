import type { ModelKind } from '../declaredModel.js';
import { type EnvironmentConfig, type EnvironmentDefinition, environmentDefinition } from '../defineEnvironment.js';
import type { ActionKind, Dynamics } from '../dynamics.js';
import { partUnknown } from '../environmentErrors.js';
import { placeOf } from '../spaces.js';

/**
 * Hides parts of the observation, so that what matters has to be remembered; everything else is as it was.
 *
 * @param hidden - names of parts
 * @param id - of the new environment
 * @throws VEM_ENVIRONMENT_PART where there is no such part, or none would be left; once the environment is made
 */
export function withHiddenParts<Kind extends ActionKind, Config extends EnvironmentConfig>(
  environment: EnvironmentDefinition<Kind, Config, ModelKind>,
  hidden: readonly string[],
  id = `${environment.id}+hidden=${hidden.join(',')}`,
): EnvironmentDefinition<Kind, Config> {
  const { source, config, kind } = environment;
  return environmentDefinition({
    id,
    description: `${environment.description}; ${hidden.join(' and ')} cannot be seen`,
    source,
    config,
    kind,
    blueprint: (options) => {
      const { spec, dynamics, model: _other, ...rest } = environment.blueprint(options);
      const { parts, size } = spec.observation;
      const known = parts.map(({ name }) => name);
      for (const name of hidden) if (!known.includes(name)) throw partUnknown(id, name, known);
      const seen = parts.filter(({ name }) => !hidden.includes(name));
      if (seen.length === 0) throw partUnknown(id, 'all of them', known);
      const places = seen.flatMap(({ name, size: width }) => {
        const { begin } = placeOf(spec.observation, name)!;
        return Array.from({ length: width }, (_, i) => begin + i);
      });
      const observation = { parts: seen, size: places.length };
      return { ...rest, spec: { ...spec, id, observation }, dynamics: () => partly(dynamics(), size, places) };
    },
  });
}

/** @param size - of the whole observation; @param places - of the numbers in it that are seen */
function partly<Kind extends ActionKind>(
  inner: Dynamics<Kind>,
  size: number,
  places: readonly number[],
): Dynamics<Kind> {
  const whole = new Float32Array(size);
  return {
    stateSize: inner.stateSize,
    reset: (state, stream) => inner.reset(state, stream),
    step: (state, action, outcome, stream) => inner.step(state, action, outcome, stream),
    ...(inner.view ? { view: inner.view } : {}),
    dispose: () => inner.dispose?.(),
    observe(state, observation) {
      inner.observe(state, whole);
      for (const [i, place] of places.entries()) observation[i] = whole[place];
    },
  };
}
