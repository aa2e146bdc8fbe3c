import type { ModelKind } from '../declaredModel.js';
import { type EnvironmentConfig, type EnvironmentDefinition, environmentDefinition } from '../defineEnvironment.js';
import type { ActionKind, Dynamics } from '../dynamics.js';
import { environmentCountInvalid } from '../environmentErrors.js';
import type { GoalKind, ObservationSpace } from '../spaces.js';

/**
 * Observes the last `frames` observations, newest first. The newest keeps its part names; those of k steps ago are
 * called `name(-k)`. A new episode starts with copies of its first observation.
 *
 * @throws VEM_ENVIRONMENT_COUNT if `frames` is not a positive whole number.
 */
export function withFrameStack<
  Kind extends ActionKind,
  Config extends EnvironmentConfig,
  Told extends GoalKind = never,
>(
  environment: EnvironmentDefinition<Kind, Config, ModelKind, Told>,
  frames: number,
): EnvironmentDefinition<Kind, Config, never, Told> {
  const id = `${environment.id}+frameStack=${frames}`;
  if (!Number.isInteger(frames) || frames < 1) throw environmentCountInvalid(id, 'the number of frames', frames);
  const { source, config, kind, goals } = environment;
  return environmentDefinition({
    id,
    description: `${environment.description}; the last ${frames} observations are seen`,
    source,
    config,
    kind,
    goals,
    blueprint: (options) => {
      const { spec, dynamics, model: _other, ...rest } = environment.blueprint(options);
      return {
        ...rest,
        spec: { ...spec, id, observation: stackedSpace(spec.observation, frames) },
        dynamics: () => stacked(dynamics(), spec.observation.size, frames),
      };
    },
  });
}

function stackedSpace({ parts, size, goal }: ObservationSpace, frames: number): ObservationSpace {
  const aged = (age: number) => parts.map((part) => (age === 0 ? part : { ...part, name: `${part.name}(-${age})` }));
  return { parts: Array.from({ length: frames }, (_, age) => aged(age)).flat(), size: size * frames, goal };
}

/** State: that of the inner environment, then the frames, newest first (single precision fits exactly into double). */
function stacked<Kind extends ActionKind>(inner: Dynamics<Kind>, size: number, frames: number): Dynamics<Kind> {
  const newest = new Float32Array(size);
  const innerOf = cachedHead(inner.stateSize);
  const first = inner.stateSize;
  const observeNewest = (state: Float64Array) => {
    inner.observe(innerOf(state), newest);
    state.set(newest, first);
  };
  const { view } = inner;
  return {
    stateSize: inner.stateSize + size * frames,
    ...(view ? { view: { scene: view.scene, pose: (state, poses) => view.pose(innerOf(state), poses) } } : {}),
    dispose: () => inner.dispose?.(),
    reset(state, stream) {
      inner.reset(innerOf(state), stream);
      observeNewest(state);
      for (let age = 1; age < frames; age++) state.copyWithin(first + age * size, first, first + size);
    },
    step(state, action, outcome, stream) {
      inner.step(innerOf(state), action, outcome, stream);
      state.copyWithin(first + size, first, first + (frames - 1) * size);
      observeNewest(state);
    },
    observe(state, observation) {
      for (let i = 0; i < observation.length; i++) observation[i] = state[first + i];
    },
  };
}

/** The first `size` entries of a state as a view of their own, made once per state. */
function cachedHead(size: number): (state: Float64Array) => Float64Array {
  const heads = new WeakMap<Float64Array, Float64Array>();
  return (state) => {
    let head = heads.get(state);
    if (head === undefined) {
      head = state.subarray(0, size);
      heads.set(state, head);
    }
    return head;
  };
}
