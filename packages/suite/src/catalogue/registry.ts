import { environmentPlugins, gymnasiumFamily } from '@vem/envs';
import { type AnyPlugin, findPreset as findIn, findPlugin, type Preset } from '@vem/framework';
import { plugins as likelihoodPlugins } from '@vem/likelihoods';
import { plugins as modelPlugins } from '@vem/models';
import { plugins as posteriorPlugins } from '@vem/posteriors';
import { presets } from '@vem/presets';
import { plugins as priorPlugins } from '@vem/priors';
import { plugins as trainingPlugins } from '@vem/training';
import { plugins as valuePlugins } from '@vem/values';
import type { Suite } from '../experiment/suite.js';
import { suites } from '../experiment/suites/index.js';
import type { LoadedPackage } from '../plugins/loadedPackage.js';
import * as errors from './catalogueErrors.js';

/** The plugins and presets that names on the command line and in files refer to. */
export interface Registry {
  readonly presets: readonly Preset[];
  readonly environments: readonly AnyPlugin[];
  /** Of all slots, environments included. */
  readonly plugins: readonly AnyPlugin[];
  readonly suites: readonly Suite[];
  /** The packages of others that a part of this came with. */
  readonly packages: readonly LoadedPackage[];
}

const environments: readonly AnyPlugin[] = [...environmentPlugins, gymnasiumFamily];

/** What comes with vem. */
export const registry: Registry = {
  presets,
  environments,
  plugins: [
    ...environments,
    ...priorPlugins,
    ...posteriorPlugins,
    ...likelihoodPlugins,
    ...modelPlugins,
    ...valuePlugins,
    ...trainingPlugins,
  ],
  suites,
  packages: [],
};

/** The presets, each with its variants behind it. */
export const withVariants = (presets: readonly Preset[]): readonly Preset[] =>
  presets.flatMap((preset) => [preset, ...Object.values(preset.variants)]);

/** @param name - with `:variant` behind it for a variant; @throws VEM_PRESET_UNKNOWN */
export function findPreset(name: string, { presets }: Registry = registry): Preset {
  const preset = findIn(name, presets);
  if (preset === undefined)
    throw errors.unknownPreset(
      name,
      withVariants(presets).map(({ info }) => info.name),
    );
  return preset;
}

/** @throws VEM_ENVIRONMENT_UNKNOWN */
export function findEnvironment(id: string, { environments }: Registry = registry): AnyPlugin {
  const plugin = findPlugin(id, environments);
  if (plugin === undefined)
    throw errors.unknownEnvironment(
      id,
      environments.map(({ pluginName }) => pluginName),
    );
  return plugin;
}
