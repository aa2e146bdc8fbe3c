import type { EnvironmentState, VectorEnvironment } from '../environment/environment.js';
import type { Pipeline } from '../loop/pipeline.js';
import type { ParameterStore } from '../parameters/store.js';
import type { Streams } from '../random/streams.js';
import { stateInvalid } from '../state/stateErrors.js';
import type { ComponentState, Stateful } from '../state/stateful.js';

/** A state as numbers and arrays; `stream` and `exact` beside the environment's own arrays. */
export const environmentPart = (environment: VectorEnvironment): Stateful => ({
  state() {
    const { arrays, stream, exact = true } = environment.state();
    const own = Object.entries(arrays).map(([name, values]) => [`array/${name}`, values] as const);
    return { ...Object.fromEntries(own), stream: Float64Array.from(stream), exact: exact ? 1 : 0 };
  },
  restore(state) {
    environment.restore(environmentState(state));
  },
});

/** @throws VEM_STATE_INVALID */
function environmentState({ stream, exact, ...arrays }: ComponentState): EnvironmentState {
  if (!(stream instanceof Float64Array)) throw stateInvalid('environment', 'stream', 'a Float64Array', stream);
  const own = Object.entries(arrays).map(([name, values]) => {
    if (typeof values === 'number') throw stateInvalid('environment', name, 'an array', values);
    return [name.slice('array/'.length), values] as const;
  });
  return { arrays: Object.fromEntries(own), stream: [...stream], exact: exact !== 0 };
}

/** Every named stream, four words each. */
const streamsPart = (streams: Streams): Stateful => ({
  state: () =>
    Object.fromEntries(Object.entries(streams.state()).map(([name, words]) => [name, Float64Array.from(words)])),
  restore(state) {
    const words = Object.entries(state).map(([name, value]) => {
      if (!(value instanceof Float64Array) || value.length !== 4)
        throw stateInvalid('streams', name, 'a Float64Array of 4', value);
      return [name, [...value]] as const;
    });
    streams.restore(Object.fromEntries(words));
  },
});

const isStateful = (value: unknown): value is Stateful =>
  typeof value === 'object' &&
  value !== null &&
  'state' in value &&
  typeof value.state === 'function' &&
  'restore' in value &&
  typeof value.restore === 'function';

/**
 * Everything that a run remembers besides its parameters and a log of experience, by the name under which a checkpoint
 * keeps it. A part that is not here is forgotten by a resumed run.
 */
export function runParts(
  pipeline: Pipeline,
  parameters: ParameterStore,
  streams: Streams,
): ReadonlyMap<string, Stateful> {
  const { data: _data, environment: _environment, ...slots } = pipeline.slots;
  const parts = new Map<string, Stateful>([
    ['streams', streamsPart(streams)],
    ['progress', pipeline],
    ['update', pipeline.update],
    ['fits', pipeline.fits],
    ['actor', pipeline.actor],
    ['memory', pipeline.actor.memory],
    ['episodes', pipeline.actor.episodes],
    ['environment', environmentPart(pipeline.actor.environment)],
  ]);
  const { simulator } = pipeline.actor;
  if (simulator) parts.set('simulator', environmentPart(simulator.environment));
  for (const { group, optimiser } of parameters.optimisers()) parts.set(`optimiser/${group}`, optimiser);
  for (const [index, { meters }] of pipeline.metered.entries()) parts.set(`meters/${index}`, meters);
  for (const [slot, component] of Object.entries(slots))
    if (isStateful(component)) parts.set(`slot/${slot}`, component);
  return parts;
}
