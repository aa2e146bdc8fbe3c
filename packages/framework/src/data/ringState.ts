import type { ComponentState } from '../slots/stateful.js';
import * as errors from './dataErrors.js';
import type { RowLayout } from './rowLayout.js';

/** What a ring of transitions remembers, checked. */
export interface RingState {
  /** Rows ever added. */
  readonly added: number;
  readonly environments: number;
  /** [rows, size] each, in the order of memory. */
  readonly columns: Readonly<Record<string, Float32Array>>;
  /** [rows], rank in `finals` or −1. */
  readonly final: Int32Array;
  /** Observations that no row holds, oldest first. */
  readonly finals: Float32Array;
  /** [N, O] */
  readonly newest: Float32Array;
}

/** @throws VEM_REPLAY_MISMATCH where the state is not one of a ring with this capacity and these columns */
export function readRingState(state: ComponentState, capacity: number, layout: RowLayout): RingState {
  const number = (name: string) => {
    const value = state[name];
    if (typeof value !== 'number') throw errors.stateMismatch(name, 'a number', typeof value);
    return value;
  };
  const floats = (name: string, length: number) => {
    const value = state[name];
    if (!(value instanceof Float32Array) || value.length !== length)
      throw errors.stateMismatch(name, `${length} float32 numbers`, describe(value));
    return value;
  };
  const stored = number('capacity');
  if (stored !== capacity) throw errors.stateMismatch('capacity', capacity, stored);
  const added = number('added');
  const environments = number('environments');
  const rows = Math.min(added, capacity);
  const { final } = state;
  if (!(final instanceof Int32Array) || final.length !== rows)
    throw errors.stateMismatch('final', `${rows} int32 numbers`, describe(final));
  const observation = layout.observation.size;
  const kept = final.reduce((count, rank) => count + (rank < 0 ? 0 : 1), 0);
  return {
    added,
    environments,
    columns: Object.fromEntries(layout.columns.map(({ name, size }) => [name, floats(`column/${name}`, rows * size)])),
    final,
    finals: floats('finals', kept * observation),
    newest: floats('newest', environments * observation),
  };
}

const describe = (value: unknown) =>
  ArrayBuffer.isView(value) && 'length' in value ? `${value.constructor.name} of ${value.length}` : typeof value;
