import type { Source } from './definePlugin.js';
import type { SlotMap } from './slotMap.js';

/** Where an algorithm stands in the comparison table. */
export interface Cell {
  /** `fixed`: a density of its own that nothing moves. */
  readonly prior: 'uniform' | 'fixed' | 'learned' | 'snapshot';
  readonly model: 'free' | 'based';
  readonly posterior: 'parametric' | 'nonParametric' | 'iterative';
}

export interface PresetInfo {
  readonly name: string;
  readonly description: string;
  readonly cell: Cell;
  readonly sources: readonly Source[];
}

/** Under this key a slot map remembers the preset that it started from; spreading keeps it. */
export const PRESET: unique symbol = Symbol.for('vem/preset') as never;

export interface Preset<M extends SlotMap = SlotMap> {
  (): M & { readonly [PRESET]: PresetInfo };
  readonly info: PresetInfo;
}

/** An algorithm as a record of slot values. The environment's slot stays open. */
export function definePreset<const M extends SlotMap>(spec: PresetInfo & { readonly slots: () => M }): Preset<M> {
  const { slots, ...info } = spec;
  return Object.assign(() => ({ ...slots(), [PRESET]: info }), { info });
}
