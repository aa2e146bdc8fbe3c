import { isDeepStrictEqual } from 'node:util';
import {
  findPlugin,
  findPreset,
  isByActionSpace,
  type Preset,
  type SlotConfig,
  type SlotMap,
  VemError,
} from '@vem/framework';
import { type Registry, registry } from '../catalogue/registry.js';
import { configureRun, type RunRequest } from '../experiment/configureRun.js';
import { type ExperimentConfig, environmentOf, type RunAbout } from '../experiment/experimentConfig.js';
import type { SlotConfigs } from '../experiment/settings.js';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Differences between two values of an option, by path. */
function* optionDifferences(path: string, from: unknown, to: unknown): Generator<[string, unknown]> {
  if (isDeepStrictEqual(from, to)) return;
  if (!isRecord(from) || !isRecord(to)) {
    yield [path, to];
    return;
  }
  for (const key of Object.keys({ ...from, ...to })) yield* optionDifferences(`${path}.${key}`, from[key], to[key]);
}

function* slotDifferences(
  slot: string,
  from: SlotConfig | undefined,
  to: SlotConfig | undefined,
): Generator<[string, unknown]> {
  if (from === undefined || to === undefined || from.use !== to.use)
    yield* optionDifferences(slot, from?.use, to === undefined ? null : to);
  else yield* optionDifferences(slot, from, to);
}

/** In what one slot map differs from another, as settings that lead from the first to the second. */
export function slotMapDifferences(from: SlotConfigs, to: SlotConfigs): Record<string, unknown> {
  const slots = Object.keys({ ...from, ...to });
  return Object.fromEntries(slots.flatMap((slot) => [...slotDifferences(slot, from[slot], to[slot])]));
}

/** The preset of a run, if it is known. */
const presetOf = ({ preset }: Pick<ExperimentConfig, 'preset'>, { presets }: Registry) =>
  preset === null ? undefined : findPreset(preset, presets);

/**
 * In what a run's slots differ from its preset as published; null where preset or environment are not known. To be asked
 * where a run begins: an environment of another program is started to learn what its actions are.
 */
export function overridesOf(config: ExperimentConfig, known: Registry = registry): Record<string, unknown> | null {
  const { preset, seed, environments, engine, slots } = config;
  const environment = environmentOf(config);
  if (preset === null || presetOf(config, known) === undefined) return null;
  if (findPlugin(environment, known.environments) === undefined) return null;
  const published = publishedSlots({ preset, environment, settings: [], seed, environments, engine }, known);
  return published === undefined ? null : slotMapDifferences(published, slots);
}

/** Undefined where the environment cannot be asked what its actions are, because it needs what this machine lacks. */
function publishedSlots(request: RunRequest, known: Registry): SlotConfigs | undefined {
  try {
    return configureRun(request, known).slots;
  } catch (error) {
    if (error instanceof VemError && error.slot === 'environment') return undefined;
    throw error;
  }
}

/** Names of the plugins that a preset has for a slot, for either kind of actions. */
function pluginNames(preset: Preset, slot: keyof SlotMap): string[] {
  const value = preset()[slot];
  if (!isByActionSpace(value)) return value === undefined ? [] : [value.name];
  return [value.box, value.discrete].flatMap((bound) => bound?.name ?? []);
}

/** The preset's cell; where a slot has another plugin than the preset's, that stands instead. */
function cellOf(config: ExperimentConfig, known: Registry): RunAbout['cell'] {
  const preset = presetOf(config, known);
  const entry = (slot: 'prior' | 'posterior') => {
    const use = config.slots[slot]?.use ?? 'none';
    return preset !== undefined && pluginNames(preset, slot).includes(use) ? preset.info.cell[slot] : use;
  };
  const model = preset?.info.cell.model ?? (config.slots.model === undefined ? 'free' : 'based');
  return { prior: entry('prior'), model, posterior: entry('posterior') };
}

/** What reports say of a run: found out where it begins, and stored with it. */
export function aboutRun(config: ExperimentConfig, known: Registry = registry): RunAbout {
  return { overrides: overridesOf(config, known), cell: cellOf(config, known) };
}

/**
 * What is stored of a run; of one that was stored without, what can be found out from options alone. No program is
 * started for it, and no environment made.
 */
export function storedAbout(config: ExperimentConfig, known: Registry = registry): RunAbout {
  if (config.about !== undefined) return config.about;
  const environment = known.environments.find(({ pluginName }) => pluginName === environmentOf(config));
  const asks = environment === undefined || environment.provides.length === 0;
  return asks ? { overrides: null, cell: cellOf(config, known) } : aboutRun(config, known);
}
