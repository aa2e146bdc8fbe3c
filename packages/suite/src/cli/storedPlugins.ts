import { join } from 'node:path';
import { findPlugin } from '@vem/framework';
import type { Registry } from '../catalogue/registry.js';
import { readExperimentConfig } from '../experiment/experimentConfig.js';
import { knownPlugins, type PluginArguments } from '../plugins/knownPlugins.js';
import type { PackageRecord } from '../plugins/loadedPackage.js';
import { changedPackage, requireUnchanged, withRecorded } from '../plugins/requiredPackages.js';
import { exists } from '../store/files.js';
import { RUN_FILES } from '../store/runFolder.js';

/** What a command that reads a folder says about plugins. */
export interface StoredPluginArguments extends PluginArguments {
  /** Import what the folder names. */
  readonly trust?: boolean;
}

type Warn = (text: string) => void;

/** The packages of others that a run's folder names; none where it is no run's folder. */
async function recordedIn(folder: string): Promise<readonly PackageRecord[]> {
  const file = join(folder, RUN_FILES.config);
  return (await exists(file)) ? ((await readExperimentConfig(file)).madeWith?.plugins ?? []) : [];
}

/**
 * All that is needed to continue what was made with these packages.
 *
 * @param what - the run or comparison as errors call it
 * @throws VEM_PLUGINS_MISSING, VEM_PLUGINS_CHANGED and what `knownPlugins` throws
 */
export async function pluginsToContinue(
  what: string,
  recorded: readonly PackageRecord[],
  given: StoredPluginArguments & { readonly allowInexact?: boolean },
  warn: Warn,
): Promise<Registry> {
  const { trust = false, allowInexact = false } = given;
  const known = await withRecorded(what, recorded, await knownPlugins(given, warn), { trust });
  requireUnchanged(what, recorded, known, { allowInexact, warn: (text) => warn(`warning: ${text}\n`) });
  return known;
}

/** `pluginsToContinue` for a run's folder. */
export const pluginsOfRun = async (
  folder: string,
  given: StoredPluginArguments & { readonly allowInexact?: boolean },
  warn: Warn,
): Promise<Registry> => pluginsToContinue(`Run "${folder}"`, await recordedIn(folder), given, warn);

/**
 * What is needed to play a stored policy in its environment; of the policy's own plugins nothing is.
 *
 * @throws VEM_PLUGINS_MISSING and what `knownPlugins` throws
 */
export async function pluginsToPlay(
  folder: string,
  environment: string,
  given: StoredPluginArguments,
  warn: Warn,
): Promise<Registry> {
  const recorded = await recordedIn(folder);
  const known = await withRecorded(`Run "${folder}"`, recorded, await knownPlugins(given, warn), {
    trust: given.trust ?? false,
    isNeeded: ({ environments }) => findPlugin(environment, environments) === undefined,
  });
  const changed = changedPackage(recorded, known);
  if (changed !== undefined)
    warn(`warning: package "${changed[0].name}" is not what the run was made with; its environment may be another\n`);
  return known;
}
