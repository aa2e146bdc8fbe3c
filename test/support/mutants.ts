import { type BoundSlot, VemError } from '@vem/framework';
import { expect, it } from 'vitest';

/** A small wrong plugin, and words of the rule that it breaks. */
export type Mutant<B extends BoundSlot = BoundSlot> = readonly [fault: string, plugin: () => B, rule: string | RegExp];

/**
 * What a checker is worth: it takes the plugin that the mutants are made of, and refuses each of them for the reason that it was given.
 * Codes of what refuses a plugin before the checker says so count, too, where the mutant names them.
 */
export function catches<B extends BoundSlot>(
  check: (bound: B) => void | Promise<void>,
  right: () => B,
  mutants: readonly Mutant<B>[],
): void {
  it('passes what they are made of', () => check(right()));
  it('are eight or more', () => expect(mutants.length).toBeGreaterThanOrEqual(8));
  it.each(mutants)('refuses %s', async (_fault, plugin, rule) => {
    let error: unknown;
    try {
      await check(plugin());
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(VemError);
    const { code, message } = error as VemError;
    expect(`${code}: ${message}`).toMatch(rule);
  });
}
