import type { ComponentState } from '../../state/stateful.js';
import type { StoredTensor } from '../files/safetensors.js';

/** Between the name of a part and the name of what it remembers; parts do not have it in their names. */
const SEPARATOR = '#';

/** Tensors under `part#name`; numbers are scalars in double precision, which changes none of their bits. */
export function tensorsOf(parts: Iterable<readonly [string, ComponentState]>): Record<string, StoredTensor> {
  const tensors: Record<string, StoredTensor> = {};
  for (const [part, state] of parts)
    for (const [name, value] of Object.entries(state))
      tensors[`${part}${SEPARATOR}${name}`] =
        typeof value === 'number'
          ? { shape: [], data: Float64Array.of(value) }
          : { shape: [value.length], data: value };
  return tensors;
}

/** The states that `tensorsOf` made tensors of; parts that remembered nothing are absent. */
export function statesOf(tensors: Readonly<Record<string, StoredTensor>>): Map<string, ComponentState> {
  const states = new Map<string, Record<string, ComponentState[string]>>();
  for (const [key, { shape, data }] of Object.entries(tensors)) {
    const at = key.indexOf(SEPARATOR);
    const part = key.slice(0, at);
    const state = states.get(part) ?? {};
    state[key.slice(at + 1)] = shape.length === 0 ? data[0] : data;
    states.set(part, state);
  }
  return states;
}
