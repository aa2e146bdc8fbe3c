import type { SlotName } from '../slots/slots.js';
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

/** The slots alone: of a preset that starts from another, that one's mark could not be named in declaration files. */
type SlotsOf<M extends SlotMap> = { readonly [K in keyof M as K extends SlotName ? K : never]: M[K] };

/** An algorithm as a record of slot values. The environment's slot stays open. */
export function definePreset<const M extends SlotMap>(
  spec: PresetInfo & { readonly slots: () => M },
): Preset<SlotsOf<M>> {
  const { slots, ...info } = spec;
  const preset: Preset<M> = Object.assign(() => ({ ...slots(), [PRESET]: info }), { info });
  return preset as unknown as Preset<SlotsOf<M>>;
}
