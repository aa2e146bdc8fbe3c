import type { DataColumn, Stateful, Transitions } from '@vem/framework';
import * as errors from './rolloutErrors.js';

const NEEDED = ['observation', 'nextObservation', 'terminated', 'truncated'] as const;

/** The rows of a roll-out while it is collected: T steps of stretches side by side, time first. */
export interface CollectedRows extends Stateful {
  /** Side by side. */
  readonly stretches: number;
  /** [T · stretches, size] each. */
  readonly values: Readonly<Record<string, Float32Array>>;
  readonly whole: boolean;
  /** Environment steps since the roll-out began, over all environments. */
  readonly envSteps: number;
  /** One more step of every environment. */
  append(transitions: Transitions): void;
  /** The next step belongs to another roll-out. */
  clear(): void;
}

/** @throws VEM_ROLLOUT_COLUMNS */
export function requireColumns(columns: readonly DataColumn[]): void {
  const names = columns.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw errors.columnsInvalid('columns must have different names', names);
  for (const name of NEEDED)
    if (!names.includes(name)) throw errors.columnsInvalid(`there must be a column "${name}"`, names);
}

/** Copies the picked rows of a column. */
export function gather(target: Float32Array, source: Float32Array, picked: Int32Array): void {
  const size = target.length / picked.length;
  let to = 0;
  for (let b = 0; b < picked.length; b++) {
    const from = picked[b] * size;
    for (let i = 0; i < size; i++) target[to++] = source[from + i];
  }
}
