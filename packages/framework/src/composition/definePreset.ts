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

/** Options of a run that belong to an algorithm as published; options of the run itself take precedence. */
export interface PresetRun {
  /** Copies of the environment that are stepped together. */
  readonly environments?: number;
}

export interface PresetInfo {
  /** kebab-case; of a variant, `preset:variant`. */
  readonly name: string;
  readonly description: string;
  readonly cell: Cell;
  readonly sources: readonly Source[];
  readonly run?: PresetRun | undefined;
}

/** The same algorithm with other settings: those published for a task, or another published form. */
export interface VariantSpec<M extends SlotMap = SlotMap, V extends SlotMap = SlotMap> {
  readonly description: string;
  /** Where the settings come from. */
  readonly sources: readonly Source[];
  readonly run?: PresetRun;
  /** @param base - the preset's own slots */
  readonly slots: (base: M) => V;
}

/** Under this key a slot map remembers the preset that it started from; spreading keeps it. */
export const PRESET: unique symbol = Symbol.for('vem/preset') as never;

type Marked = { readonly [PRESET]: PresetInfo };

type Variants<M extends SlotMap> = Readonly<Record<string, VariantSpec<M>>>;

export interface Preset<
  M extends SlotMap = SlotMap,
  V extends Readonly<Record<string, SlotMap>> = Record<never, never>,
> {
  (): M & Marked;
  /** @param variant - one of `variants` */
  <const N extends keyof V>(variant: N): V[N] & Marked;
  readonly info: PresetInfo;
  /** Presets by the names of the variants. */
  readonly variants: Readonly<Record<string, Preset>>;
}

/** The slots alone: of a preset that starts from another, that one's mark could not be named in declaration files. */
type SlotsOf<M extends SlotMap> = { readonly [K in keyof M as K extends SlotName ? K : never]: M[K] };

/** An algorithm as a record of slot values. The environment's slot stays open. */
export function definePreset<const M extends SlotMap, const V extends Variants<M> = Record<never, never>>(
  spec: PresetInfo & { readonly slots: () => M; readonly variants?: V & Variants<M> },
): Preset<SlotsOf<M>, { readonly [N in keyof V]: SlotsOf<ReturnType<V[N]['slots']>> }> {
  const { slots, variants = {} as V, ...info } = spec;
  const entries = Object.entries(variants).map(([name, variant]) => [name, presetOf(info, slots, name, variant)]);
  const byName: Readonly<Record<string, Preset>> = Object.fromEntries(entries);
  const call = (variant?: string) => (variant === undefined ? { ...slots(), [PRESET]: info } : byName[variant]());
  return Object.assign(call, { info, variants: byName }) as unknown as ReturnType<typeof definePreset<M, V>>;
}

function presetOf<M extends SlotMap>(
  { name, run, cell }: PresetInfo,
  slots: () => M,
  variant: string,
  spec: VariantSpec<M>,
): Preset {
  const { description, sources } = spec;
  const info: PresetInfo = { name: `${name}:${variant}`, description, cell, sources, run: { ...run, ...spec.run } };
  return Object.assign(() => ({ ...spec.slots(slots()), [PRESET]: info }), { info, variants: {} });
}

/** The preset or variant of that name. @param name - with `:variant` behind it for a variant */
export function findPreset(name: string, presets: readonly Preset[]): Preset | undefined {
  const all = presets.flatMap((preset) => [preset, ...Object.values(preset.variants)]);
  return all.find(({ info }) => info.name === name);
}
