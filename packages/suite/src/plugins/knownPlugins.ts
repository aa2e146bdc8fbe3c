import { resolve } from 'node:path';
import type { Registry } from '../catalogue/registry.js';
import { findConfigFile } from './configFile.js';
import type { LoadedPackage, PluginSource } from './loadedPackage.js';

/** What a command line says about plugins of others. */
export interface PluginArguments {
  /** Modules and packages; false: none, not even those of a `vem.config`. */
  readonly plugins?: readonly string[] | false;
}

/** Where packages are to come from. */
export interface PluginPlan {
  /** Absolute path of a `vem.config`. */
  readonly config: string | undefined;
  readonly named: readonly string[];
  /** Where relative paths begin. */
  readonly folder: string;
}

/**
 * Where a command's packages come from; undefined if it knows none but vem's own. Reads no plugin.
 *
 * @param warn - told of a `vem.config` that does not count
 */
export async function planPlugins(
  { plugins = [] }: PluginArguments,
  warn: (text: string) => void,
  folder: string = process.cwd(),
): Promise<PluginPlan | undefined> {
  if (plugins === false) return undefined;
  const { file: config, passedOver } = await findConfigFile(folder);
  if (passedOver !== undefined)
    warn(
      `warning: ${passedOver} is not read, because it lies in a folder of results; name its packages by --plugins\n`,
    );
  return config === undefined && plugins.length === 0 ? undefined : { config, named: plugins, folder };
}

/** Each module once, however it was named. */
function distinct(packages: readonly LoadedPackage[]): LoadedPackage[] {
  const contents = new Map(packages.map((each) => [each.content, each] as const));
  return [...contents.values()];
}

/** @throws VEM_PLUGINS_… and what a package throws while it is imported */
async function loadPlan({ config, named, folder }: PluginPlan): Promise<LoadedPackage[]> {
  const { BY_OPTION, importPackages } = await import('./importPackages.js');
  const { locate } = await import('./locate.js');
  const loaded = config === undefined ? [] : [...(await importPackages(config, config))];
  for (const name of named) loaded.push(...(await importPackages(name, await locate(name, folder, BY_OPTION))));
  return distinct(loaded);
}

/**
 * All that a command can name: what comes with vem, and what the packages add that the user named.
 *
 * @throws VEM_PLUGINS_… and what a package throws while it is imported
 */
export async function knownPlugins(given: PluginArguments, warn: (text: string) => void): Promise<Registry> {
  const { registry } = await import('../catalogue/registry.js');
  const plan = await planPlugins(given, warn);
  if (plan === undefined) return registry;
  const { registryWith } = await import('./registryWith.js');
  return registryWith(await loadPlan(plan));
}

/** The same plugins in another process, from the modules that the first one imported. @throws VEM_PLUGINS_… */
export async function pluginsFrom(sources: readonly PluginSource[]): Promise<Registry> {
  const { registry } = await import('../catalogue/registry.js');
  if (sources.length === 0) return registry;
  const { importPackages } = await import('./importPackages.js');
  const errors = await import('./pluginsErrors.js');
  const loaded: LoadedPackage[] = [];
  for (const { file, hash } of sources) {
    const packages = await importPackages(file, resolve(file));
    if (!packages.some(({ source }) => source?.hash === hash)) throw errors.sourceChanged(file);
    loaded.push(...packages);
  }
  const { registryWith } = await import('./registryWith.js');
  return registryWith(distinct(loaded));
}

/** Modules from which another process can have the same plugins. */
export const sourcesOf = ({ packages }: Registry): PluginSource[] => packages.flatMap(({ source }) => source ?? []);
