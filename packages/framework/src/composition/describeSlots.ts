import type { RunConfig, SlotConfig } from '../store/runConfig.js';
import { SLOT_NAMES } from './capabilities.js';
import * as errors from './compositionErrors.js';
import type { AnyPlugin, BoundSlot } from './definePlugin.js';
import { findPlugin } from './pluginFamily.js';
import type { ResolvedSlots } from './resolvedSlots.js';
import type { SlotMap } from './slotMap.js';

/** Slots as plain JSON: plugin names with their options in full. */
export function describeSlots(slots: ResolvedSlots): Record<string, SlotConfig> {
  return Object.fromEntries(Object.entries(slots).map(([slot, bound]) => [slot, { ...bound.config, use: bound.name }]));
}

/**
 * The slot that a configuration describes.
 *
 * @throws VEM_PLUGIN_UNKNOWN, VEM_PLUGIN_OPTIONS
 */
export function bindSlot(slot: string, config: SlotConfig, plugins: readonly AnyPlugin[]): BoundSlot {
  const { use, ...options } = config;
  const candidates = plugins.filter((plugin) => plugin.slot === slot);
  const plugin = findPlugin(String(use), candidates);
  if (!plugin)
    throw errors.unknownPlugin(
      slot,
      String(use),
      candidates.map((candidate) => candidate.pluginName),
    );
  return plugin.bind(options);
}

/** The slot map of a stored configuration. @throws VEM_SLOT_UNKNOWN and what `bindSlot` throws */
export function slotsFromConfig(config: Pick<RunConfig, 'slots'>, plugins: readonly AnyPlugin[]): SlotMap {
  const entries = Object.entries(config.slots).map(([slot, value]) => {
    if (!(SLOT_NAMES as readonly string[]).includes(slot)) throw errors.unknownSlot(slot, SLOT_NAMES);
    return [slot, bindSlot(slot, value, plugins)];
  });
  return Object.fromEntries(entries) as SlotMap;
}
