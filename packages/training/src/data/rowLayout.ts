import type { DataColumn } from '@vem/framework';
import * as errors from './dataErrors.js';

/** A column's place in a stored row. */
export interface StoredColumn extends DataColumn {
  readonly offset: number;
}

/**
 * How a transition is stored: all columns next to each other, but for the next observation, which another row holds,
 * and last a reference that says where.
 */
export interface RowLayout {
  readonly columns: readonly StoredColumn[];
  readonly observation: StoredColumn;
  /** Place of the reference in the row. */
  readonly reference: number;
  /** Numbers per row. */
  readonly width: number;
}

/** The columns of a run, `nextObservation` included. @throws VEM_REPLAY_COLUMNS */
export function rowLayout(declared: readonly DataColumn[]): RowLayout {
  const names = declared.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw errors.columnsInvalid('columns must have different names', names);
  const columns: StoredColumn[] = [];
  let end = 0;
  for (const { name, size } of declared) {
    if (name === 'nextObservation') continue;
    columns.push({ name, size, offset: end });
    end += size;
  }
  const observation = columns.find(({ name }) => name === 'observation');
  const next = declared.find(({ name }) => name === 'nextObservation');
  if (!observation || observation.size !== next?.size)
    throw errors.columnsInvalid('there must be columns "observation" and "nextObservation" of one size', names);
  return { columns, observation, reference: end, width: end + 1 };
}
