import { stateInvalid } from './stateErrors.js';
import type { ComponentState } from './stateful.js';

/**
 * Writes a stored array back to where it was.
 *
 * @param component - named in errors, and `name` in it
 * @throws VEM_STATE_INVALID if it is of another type or length
 */
export function restoreArray<A extends Exclude<ComponentState[string], number>>(
  component: string,
  name: string,
  target: A,
  stored: ComponentState[string] | undefined,
): void {
  if (typeof stored !== 'object' || stored.constructor !== target.constructor || stored.length !== target.length)
    throw stateInvalid(component, name, `${target.constructor.name} of ${target.length}`, stored);
  target.set(stored);
}

/** A stored number. @throws VEM_STATE_INVALID */
export function storedNumber(component: string, name: string, stored: ComponentState[string] | undefined): number {
  if (typeof stored !== 'number') throw stateInvalid(component, name, 'a number', stored);
  return stored;
}
