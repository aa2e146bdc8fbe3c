import {
  type BoundSlot,
  bindSlot,
  chooseSlots,
  describeSlots,
  type RunConfig,
  resolveSlots,
  type SlotConfig,
  type SlotMap,
  slotsFromConfig,
} from '@vem/framework';
import { findEnvironment, findPreset, type Registry, registry } from '../catalogue/registry.js';
import { applyOptions, applySettings, type Setting, type SlotConfigs, settingsFor, swapsIn } from './settings.js';

/** A run as it is asked for: a preset on an environment, with changes. */
export interface RunRequest {
  readonly preset: string;
  /** The environment's id. */
  readonly environment: string;
  readonly settings: readonly Setting[];
  readonly seed: number;
  /** Copies of the environment that are stepped together; default: as many as the preset was published with, or 1. */
  readonly environments?: number | undefined;
  readonly engine: 'compiled' | 'eager';
  /** Threads that share the batch of an update; default 1. */
  readonly threads?: number;
}

/** The plugins that settings put into slots, with the options that settings give them; undefined: emptied. */
function boundSwaps(settings: readonly Setting[], { plugins }: Registry): Record<string, BoundSlot | undefined> {
  const swaps = Object.entries(swapsIn(settings));
  const filled = Object.fromEntries(swaps.filter((swap): swap is [string, SlotConfig] => swap[1] !== null));
  const options = Object.keys(filled).flatMap((slot) => settingsFor(slot, settings));
  const configs = applyOptions(filled, options);
  return Object.fromEntries(
    swaps.map(([slot]) => [slot, configs[slot] === undefined ? undefined : bindSlot(slot, configs[slot], plugins)]),
  );
}

/** The same slots with every option in full. @throws what a plugin says about its options, or the slots about each other */
function completed(slots: SlotConfigs, { plugins }: Registry): SlotConfigs {
  const described = describeSlots(resolveSlots(slotsFromConfig({ slots }, plugins), plugins));
  return Object.fromEntries(
    Object.entries(described).map(([slot, { use, ...options }]) => [slot, { use, ...options }]),
  );
}

/**
 * The configuration of a run, options in full: the preset's slots, the environment's choice between box and discrete,
 * then the settings.
 *
 * @throws VEM_PRESET_UNKNOWN, VEM_ENVIRONMENT_UNKNOWN, VEM_SETTING_…, VEM_SLOT_…, VEM_PLUGIN_…, VEM_CAPABILITY_MISSING,
 *   VEM_SPACE_MISMATCH
 */
export function configureRun(request: RunRequest, known: Registry = registry): RunConfig {
  const { preset: name, environment: id, settings, threads = 1, seed, engine } = request;
  const preset = findPreset(name, known);
  const environments = request.environments ?? preset.info.run?.environments ?? 1;
  const environment = findEnvironment(id, known);
  const environmentConfig = applyOptions({ environment: { use: id } }, settingsFor('environment', settings));
  const { use: _use, ...environmentOptions } = environmentConfig.environment;
  const map: SlotMap = {
    environment: environment.bind(environmentOptions),
    ...preset(),
    ...boundSwaps(settings, known),
  };
  // Whether plugins fit may hang on options that are only applied now.
  const slots = describeSlots(chooseSlots(map));
  return { preset: name, slots: completed(applyOptions(slots, settings), known), seed, environments, engine, threads };
}

/** A stored configuration with changes. @throws as `configureRun` */
export function reconfigureRun(config: RunConfig, settings: readonly Setting[], known: Registry = registry): RunConfig {
  return { ...config, slots: completed(applySettings(config.slots, settings), known) };
}
