import type { ComponentState } from '@vem/framework';
import * as errors from './rolloutErrors.js';

type Values = ComponentState[string] | undefined;

const described = (value: Values) =>
  typeof value === 'object' ? `${value.constructor.name} of ${value.length}` : typeof value;

/** A stored number. @throws VEM_ROLLOUT_MISMATCH */
export function storedCount(state: ComponentState, name: string, largest: number): number {
  const value = state[name];
  if (typeof value !== 'number') throw errors.stateMismatch(name, 'a number', described(value));
  if (!(value >= 0 && value <= largest)) throw errors.stateMismatch(name, `0 … ${largest}`, value);
  return value;
}

/** A stored column. @throws VEM_ROLLOUT_MISMATCH */
export function storedColumn(state: ComponentState, name: string, length: number): Float32Array {
  const value = state[name];
  if (!(value instanceof Float32Array && value.length === length))
    throw errors.stateMismatch(name, `Float32Array of ${length}`, described(value));
  return value;
}

/** A stored order of rows, each of them once. @throws VEM_ROLLOUT_MISMATCH */
export function storedOrder(state: ComponentState, name: string, rows: number): Int32Array {
  const value = state[name];
  if (!(value instanceof Int32Array && value.length === rows))
    throw errors.stateMismatch(name, `Int32Array of ${rows}`, described(value));
  if (new Set(value).size !== rows || value.some((row) => row < 0 || row >= rows))
    throw errors.stateMismatch(name, `each row below ${rows} once`, 'others');
  return value;
}
