import type { ComponentState } from '@vem/framework';
import * as errors from './optimiserErrors.js';

/**
 * Takes a stored vector of an optimiser.
 *
 * @param optimiser - named in errors, with the group
 * @throws VEM_OPTIMISER_STATE if it is of another type or length
 */
export function restoreVector(
  optimiser: string,
  group: string,
  name: string,
  target: Float32Array,
  stored: ComponentState[string] | undefined,
): void {
  if (!(stored instanceof Float32Array) || stored.length !== target.length)
    throw errors.stateMismatch(optimiser, group, name, `a Float32Array of ${target.length}`, stored);
  target.set(stored);
}

/** What brings the norm of a group's gradient down to the group's own largest, or 1. */
export function clipping(gradient: Float32Array, clipNorm: number | undefined): number {
  if (clipNorm === undefined) return 1;
  const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
  return norm > clipNorm ? clipNorm / norm : 1;
}
