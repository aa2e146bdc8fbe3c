import { environmentPlugins, gymnasiumFamily } from '@vem/envs';
import { type AnyPlugin, findPlugin, type Preset } from '@vem/framework';
import { plugins as likelihoodPlugins } from '@vem/likelihoods';
import { plugins as posteriorPlugins } from '@vem/posteriors';
import { presets } from '@vem/presets';
import { plugins as priorPlugins } from '@vem/priors';
import { plugins as trainingPlugins } from '@vem/training';
import { plugins as valuePlugins } from '@vem/values';
import * as errors from './catalogueErrors.js';

/** The plugins and presets that names on the command line and in files refer to. */
export interface Registry {
  readonly presets: readonly Preset[];
  readonly environments: readonly AnyPlugin[];
  /** Of all slots, environments included. */
  readonly plugins: readonly AnyPlugin[];
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
    ...valuePlugins,
    ...trainingPlugins,
  ],
};

/** @throws VEM_PRESET_UNKNOWN */
export function findPreset(name: string, { presets }: Registry = registry): Preset {
  const preset = presets.find(({ info }) => info.name === name);
  if (preset === undefined)
    throw errors.unknownPreset(
      name,
      presets.map(({ info }) => info.name),
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
