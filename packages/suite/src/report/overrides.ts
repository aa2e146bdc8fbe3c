import { isDeepStrictEqual } from 'node:util';
import {
  type AnyPlugin,
  type BoundSlot,
  chooseSlots,
  definePlugin,
  describeSlots,
  findPlugin,
  type Preset,
  type SlotConfig,
  VemError,
} from '@vem/framework';
import { z } from 'zod';
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
  const plugin = known.environments.find(({ pluginName }) => pluginName === environment);
  if (plugin === undefined) {
    const published = known.presets.find(({ info }) => info.name === preset);
    const member = findPlugin(environment, known.environments);
    if (published === undefined || member === undefined) return {};
    return slotMapDifferences(publishedFor(published, slots, member), slots);
  }
  const published = publishedSlots({ preset, environment, settings: [], seed, environments, engine }, known);
  return published === undefined ? {} : slotMapDifferences(published, slots);
}

/**
 * The preset's slots where finding out what the environment's actions are would run a program that the folder names: those for
 * the kind of actions that fits the stored slots better.
 */
function publishedFor(preset: Preset, slots: SlotConfigs, { pluginName, config }: AnyPlugin): SlotConfigs {
  const defaults: SlotConfig = { ...config.parse({}), use: pluginName };
  const asIfOf = (kind: 'box' | 'finite') => {
    const environment = environmentOfKind(slots.environment, kind);
    return { ...describeSlots(chooseSlots({ environment, ...preset() })), environment: defaults };
  };
  const candidates = (['box', 'finite'] as const).flatMap((kind) => {
    try {
      return [asIfOf(kind)];
    } catch {
      // The preset is not made for this kind.
      return [];
    }
  });
  const count = (published: SlotConfigs) => Object.keys(slotMapDifferences(published, slots)).length;
  return candidates.sort((a, b) => count(a) - count(b))[0] ?? slots;
}

/** Something that fills slot `environment` as far as the choice between box and discrete goes. */
function environmentOfKind({ use, ...options }: SlotConfig, kind: 'box' | 'finite'): BoundSlot {
  const plugin = definePlugin({
    slot: 'environment',
    name: use,
    description: '',
    config: z.looseObject({}),
    provides: [kind],
    inject: [],
    create: () => {
      throw new Error('it only stands for an environment');
    },
  });
  return plugin.bind(options);
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
