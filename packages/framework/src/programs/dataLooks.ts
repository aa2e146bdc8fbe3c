import type { DataColumn, DataSource } from '../slots/data.js';
import type { BatchLayout } from './batchLayout.js';
import * as errors from './programErrors.js';

const crossing = (member: string, part = '') => ({ slot: 'data', member, part });

const count = (member: string, value: unknown): void => {
  if (!Number.isInteger(value) || (value as number) < 1)
    throw errors.slotValue(crossing(member), 'a whole number from 1', String(value));
};

/**
 * What a data source says of itself once it and its roll-outs are open, and the columns of its batches: those that it was given keep their
 * sizes, or programs would read one thing as another.
 *
 * @throws VEM_SLOT_SHAPE
 */
export function checkOpened(data: DataSource, given: readonly DataColumn[], opened: readonly DataColumn[]): void {
  count('batchSize', data.batchSize);
  if (data.sequenceLength !== undefined) count('sequenceLength', data.sequenceLength);
  if (data.windowLength !== undefined) count('windowLength', data.windowLength);
  const { rollouts } = data;
  if (rollouts) {
    count('rollouts.length', rollouts.length);
    if (rollouts.stretches !== undefined) count('rollouts.stretches', rollouts.stretches);
  }
  if (!Array.isArray(opened))
    throw errors.slotValue(crossing('open'), 'a list of columns', opened === null ? 'null' : typeof opened);
  const sizes = new Map(given.map(({ name, size }) => [name, size]));
  const seen = new Set<string>();
  for (const [index, { name, size }] of opened.entries()) {
    if (seen.has(name))
      throw errors.slotValue(crossing('open', `[${index}].name`), 'a name of its own', `"${name}" twice`);
    seen.add(name);
    count(`open.${name}`, size);
    const expected = sizes.get(name);
    if (expected !== undefined && expected !== size)
      throw errors.slotValue(crossing(`open.${name}`), `of size ${expected}, as it was given`, String(size));
  }
}

/**
 * Rows that a data source hands over as arrays of its own, one roll-out at a time. An array that is short would leave
 * what stood there before.
 *
 * @param columns - those that must be there
 * @throws VEM_SLOT_SHAPE
 */
export function checkRows(
  member: string,
  rows: Readonly<Record<string, Float32Array>>,
  { rows: count, columns }: BatchLayout,
): void {
  for (const [name, size] of Object.entries(columns)) {
    const given: unknown = rows[name];
    const length = given instanceof Float32Array ? given.length : undefined;
    if (length === count * size) continue;
    const received = length === undefined ? typeof given : `${length} numbers`;
    throw errors.slotValue(
      crossing(`${member}.${name}`),
      `a Float32Array of shape [rows, size] = [${count}, ${size}], flat`,
      received,
    );
  }
}

/** A number of updates: what is no number would end learning in silence. @throws VEM_SLOT_SHAPE */
export function countsUpdates(slot: string, member: string, given: number): number {
  if (Number.isInteger(given) && given >= 0) return given;
  throw errors.slotValue({ slot, member, part: '' }, 'a whole number from 0', `${given}`);
}
