import { parseJson, SLOT_NAMES, type SlotConfig } from '@vem/framework';
import * as errors from './experimentErrors.js';

/** One change of a slot map: `slot` or `slot.use` swaps the plugin, `slot.option…` sets an option of it. */
export interface Setting {
  /** Slot and option path, joined by dots. */
  readonly key: string;
  readonly value: unknown;
}

/** The slots of a run as plain JSON. */
export type SlotConfigs = Readonly<Record<string, SlotConfig>>;

/**
 * Reads `slot.option=value`. The value is JSON where it parses as such (`1e-3`, `[64,64]`, `true`, `null`), else text.
 *
 * @throws VEM_SETTING_SYNTAX
 */
export function parseSetting(text: string): Setting {
  const equals = text.indexOf('=');
  const key = text.slice(0, equals).trim();
  if (equals < 0 || key.split('.').some((part) => part === '')) throw errors.settingSyntax(text);
  const raw = text.slice(equals + 1);
  try {
    return { key, value: parseJson(raw) };
  } catch {
    return { key, value: raw };
  }
}

/** Settings from a record as in suite files: `{ "slot.option": value }`. */
export const settingsOf = (record: Readonly<Record<string, unknown>>): Setting[] =>
  Object.entries(record).map(([key, value]) => ({ key, value }));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const slotOf = ({ key }: Setting): string => key.split('.')[0];
const optionPath = ({ key }: Setting): string[] => key.split('.').slice(1);
const isSwap = (setting: Setting): boolean => {
  const path = optionPath(setting);
  return path.length === 0 || (path.length === 1 && path[0] === 'use');
};

/** A copy of `record` in which the value at `path` is another; objects on the way are made where missing. */
function withValue(record: unknown, [head, ...rest]: readonly string[], value: unknown): Record<string, unknown> {
  const base = isRecord(record) ? record : {};
  return { ...base, [head]: rest.length === 0 ? value : withValue(base[head], rest, value) };
}

/** The plugin that a swap names: by name, or in full as `{ use, …options }`; null empties the slot. */
function swapped(setting: Setting): SlotConfig | null {
  const { value } = setting;
  if (value === null) return null;
  if (typeof value === 'string') return { use: value };
  if (isRecord(value) && typeof value.use === 'string') return { ...value, use: value.use };
  throw errors.settingPlugin(setting.key, value);
}

function checkSlot({ key }: Setting, slot: string): void {
  if (!(SLOT_NAMES as readonly string[]).includes(slot)) throw errors.settingSlot(key, slot, SLOT_NAMES);
}

/**
 * The plugins that settings put into slots, with their default options; null where a slot is emptied.
 *
 * @throws VEM_SETTING_SLOT, VEM_SETTING_PLUGIN, VEM_SETTING_ENVIRONMENT
 */
export function swapsIn(settings: readonly Setting[]): Readonly<Record<string, SlotConfig | null>> {
  const swaps: Record<string, SlotConfig | null> = {};
  for (const setting of settings) {
    const slot = slotOf(setting);
    checkSlot(setting, slot);
    if (!isSwap(setting)) continue;
    if (slot === 'environment') throw errors.environmentSwap(setting.key);
    swaps[slot] = swapped(setting);
  }
  return swaps;
}

/** The slots after the options among the settings; among options of one key the last one counts. @throws VEM_SETTING_EMPTY_SLOT */
export function applyOptions(slots: SlotConfigs, settings: readonly Setting[]): SlotConfigs {
  const result: Record<string, SlotConfig> = { ...slots };
  for (const setting of settings.filter((setting) => !isSwap(setting))) {
    const slot = slotOf(setting);
    checkSlot(setting, slot);
    const current = result[slot];
    if (current === undefined) throw errors.settingEmptySlot(setting.key, slot);
    result[slot] = { ...withValue(current, optionPath(setting), setting.value), use: current.use };
  }
  return result;
}

/**
 * The slots after all settings. Swaps come first, whatever their place in the list, so that an option always means the
 * plugin that runs in the end.
 */
export function applySettings(slots: SlotConfigs, settings: readonly Setting[]): SlotConfigs {
  const swapped = Object.entries({ ...slots, ...swapsIn(settings) }).filter(([, value]) => value !== null);
  return applyOptions(Object.fromEntries(swapped) as SlotConfigs, settings);
}

/** The settings that concern one slot. */
export const settingsFor = (slot: string, settings: readonly Setting[]): Setting[] =>
  settings.filter((setting) => slotOf(setting) === slot);
