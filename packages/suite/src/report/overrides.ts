import { isDeepStrictEqual } from 'node:util';
import { findPlugin, type SlotConfig, VemError } from '@vem/framework';
import { type Registry, registry } from '../catalogue/registry.js';
import { configureRun, type RunRequest } from '../experiment/configureRun.js';
import { type ExperimentConfig, environmentOf } from '../experiment/experimentConfig.js';
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

/** In what a run's slots differ from its preset as published; empty where the preset is not known (any more). */
export function overridesOf(config: ExperimentConfig, known: Registry = registry): Record<string, unknown> {
  const { preset, seed, environments, engine, slots } = config;
  const environment = environmentOf(config);
  if (!known.presets.some(({ info }) => info.name === preset) || preset === null) return {};
  if (findPlugin(environment, known.environments) === undefined) return {};
  const published = publishedSlots({ preset, environment, settings: [], seed, environments, engine }, known);
  return published === undefined ? {} : slotMapDifferences(published, slots);
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
