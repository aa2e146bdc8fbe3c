import type { ComponentState } from '@vem/framework';
import * as errors from './optimiserErrors.js';

/** What an optimiser keeps of one group, to name in errors. */
interface Kept {
  readonly plugin: string;
  readonly group: string;
}

/**
 * Takes the only vector that an optimiser keeps of a group.
 *
 * @throws VEM_OPTIMISER_MISMATCH if the state holds anything else, or a vector of another type or length
 */
export function restoreVector(
  { plugin, group }: Kept,
  name: string,
  target: Float32Array,
  state: ComponentState,
): void {
  requireNoOther({ plugin, group }, state, name);
  const stored = state[name];
  if (!(stored instanceof Float32Array) || stored.length !== target.length)
    throw errors.stateMismatch(plugin, group, name, `a Float32Array of ${target.length}`, stored);
  target.set(stored);
}

/** @param known - the one entry that may be there. @throws VEM_OPTIMISER_MISMATCH */
export function requireNoOther({ plugin, group }: Kept, state: ComponentState, known?: string): void {
  const other = Object.keys(state).find((entry) => entry !== known);
  if (other !== undefined) throw errors.stateMismatch(plugin, group, other, 'nothing', state[other]);
}
