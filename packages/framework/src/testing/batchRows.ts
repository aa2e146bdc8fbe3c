import type { BoundSlot } from '../composition/definePlugin.js';
import { type ActionSpace, actionWidth } from '../environment/spaces.js';
import type { BatchLayout } from '../programs/batchLayout.js';
import { names } from '../programs/names.js';

/** B, rows of the batch of posteriors that exist at its rows only. */
const ROWS = 8;

/** Columns of one number per row, by the capability that promises them. */
const PROMISED: Readonly<Record<string, readonly string[]>> = {
  'returns.advantage': ['advantage', 'return', 'value'],
  'behaviour.logMu': ['logMu'],
  'data.episodes': ['weight'],
  'data.time': ['time'],
  'data.path': ['path'],
  'data.visits': ['visit'],
};

/** Columns that hold any numbers; the others are zero. */
const ANY = new Set(['observation', 'nextObservation', 'reward', 'preSquash', 'advantage', 'return', 'value', 'logMu']);

/** A batch with the columns that a plugin requires. */
export function batchFor({ requires }: BoundSlot, observation: number, action: ActionSpace): BatchLayout {
  const continuous = action.kind === 'box';
  const promised = requires.flatMap((capability) => PROMISED[capability] ?? []);
  return {
    rows: ROWS,
    columns: {
      observation,
      action: continuous ? actionWidth(action) : 1,
      reward: 1,
      nextObservation: observation,
      terminated: 1,
      truncated: 1,
      ...Object.fromEntries(promised.map((column) => [column, 1])),
      ...(continuous && requires.includes('behaviour.preSquash') ? { preSquash: actionWidth(action) } : {}),
    },
  };
}

/**
 * Numbers for such a batch, by the inputs of programs.
 *
 * @param normal - so many standard normal numbers, the same under one name
 */
export function batchNumbers(
  { rows, columns }: BatchLayout,
  action: ActionSpace,
  normal: (name: string, count: number) => Float32Array,
): Readonly<Record<string, Float32Array>> {
  const numbersOf = (column: string, count: number): Float32Array => {
    if (ANY.has(column)) return normal(column, count);
    if (column !== 'action') return new Float32Array(count);
    return action.kind === 'box'
      ? normal('preSquash', count).map(Math.tanh)
      : Float32Array.from({ length: count }, (_, row) => row % action.count);
  };
  return Object.fromEntries(
    Object.entries(columns).map(([column, size]) => [names.batch(column), numbersOf(column, rows * size)]),
  );
}
