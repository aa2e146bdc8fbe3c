import type { ComponentState } from '@vem/framework';
import * as errors from './dataErrors.js';
import type { RowLayout } from './rowLayout.js';

/** Consecutive rows of a ring, checked; complete by themselves. */
export interface RingRows {
  readonly count: number;
  /** [count, size] each. */
  readonly columns: Readonly<Record<string, Float32Array>>;
  /** [count], rank in `finals` or −1. */
  readonly final: Int32Array;
  /** Observations that no row holds, in the order of their rows. */
  readonly finals: Float32Array;
}

/** What a ring of transitions remembers besides its older rows, checked. */
export interface RingState {
  /** Rows ever added. */
  readonly added: number;
  readonly environments: number;
  /** The newest ones. */
  readonly rows: RingRows;
  /** [N, O] */
  readonly newest: Float32Array;
}

const floats = (state: ComponentState, name: string, length: number) => {
  const value = state[name];
  if (!(value instanceof Float32Array) || value.length !== length)
    throw errors.stateMismatch(name, `${length} float32 numbers`, describe(value));
  return value;
};

const describe = (value: unknown) =>
  ArrayBuffer.isView(value) && 'length' in value ? `${value.constructor.name} of ${value.length}` : typeof value;

/** @throws VEM_REPLAY_MISMATCH where these are not rows of this layout */
export function readRows(state: ComponentState, layout: RowLayout): RingRows {
  const { final } = state;
  if (!(final instanceof Int32Array)) throw errors.stateMismatch('final', 'int32 numbers', describe(final));
  const count = final.length;
  let kept = 0;
  for (const rank of final) {
    if (rank === kept) kept += 1;
    else if (rank !== -1) throw errors.stateMismatch('final', `${kept} or -1`, rank);
  }
  return {
    count,
    columns: Object.fromEntries(
      layout.columns.map(({ name, size }) => [name, floats(state, `column/${name}`, count * size)]),
    ),
    final,
    finals: floats(state, 'finals', kept * layout.observation.size),
  };
}

/** @throws VEM_REPLAY_MISMATCH where the state is not one of a ring with this capacity and these columns */
export function readRingState(state: ComponentState, capacity: number, layout: RowLayout): RingState {
  const number = (name: string) => {
    const value = state[name];
    if (typeof value !== 'number') throw errors.stateMismatch(name, 'a number', typeof value);
    return value;
  };
  const stored = number('capacity');
  if (stored !== capacity) throw errors.stateMismatch('capacity', capacity, stored);
  const environments = number('environments');
  return {
    added: number('added'),
    environments,
    rows: readRows(state, layout),
    newest: floats(state, 'newest', environments * layout.observation.size),
  };
}
