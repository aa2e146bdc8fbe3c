import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isPluginPackage, type PluginPackage, VemError } from '@vem/framework';
import { contentHash } from './contentHash.js';
import type { LoadedPackage } from './loadedPackage.js';
import { locate, originFrom } from './locate.js';
import { packageOf } from './packageJson.js';
import * as errors from './pluginsErrors.js';

/** Who names a module, as errors call it. */
export const BY_OPTION = '--plugins';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function importModule(name: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    if (cause instanceof VemError) throw cause;
    throw errors.pluginsFailed(name, file, cause);
  }
}

async function readConfig(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw errors.configUnreadable(file, cause);
  }
}

/** The one package among what a module exports; of CommonJS modules the properties of the default export count too. */
function exportedPackage(module: Readonly<Record<string, unknown>>): PluginPackage | 'several' | undefined {
  if (isPluginPackage(module.default)) return module.default;
  const inner = isRecord(module.default) ? Object.values(module.default) : [];
  const found = new Set([...Object.values(module), ...inner].filter(isPluginPackage));
  if (found.size > 1) return 'several';
  return [...found][0];
}

async function loaded(content: PluginPackage, name: string, file: string): Promise<LoadedPackage> {
  const hash = await contentHash(file);
  const own = await packageOf(file);
  const record = {
    name: content.name ?? own?.name ?? basename(file),
    version: own?.version ?? null,
    hash,
    from: originFrom(name, file),
  };
  return { record, content, source: { file, hash } };
}

/** The entries of `{ plugins: […] }`: names, and packages as values. @throws VEM_PLUGINS_CONFIG and what naming them throws */
async function fromConfig(config: unknown, file: string): Promise<LoadedPackage[]> {
  if (!isRecord(config) || !Array.isArray(config.plugins))
    throw errors.configInvalid(file, 'expected an object with a list "plugins"', config);
  const unknown = Object.keys(config).find((key) => key !== 'plugins');
  if (unknown !== undefined) throw errors.configInvalid(file, 'only "plugins" is known', unknown);
  const packages: LoadedPackage[] = [];
  for (const entry of config.plugins as readonly unknown[]) {
    if (isPluginPackage(entry)) packages.push(await loaded(entry, file, file));
    else if (typeof entry === 'string')
      packages.push(await onePackage(entry, await locate(entry, dirname(file), file)));
    else throw errors.configInvalid(file, '"plugins" takes paths, names of packages and packages', entry);
  }
  return packages;
}

async function onePackage(name: string, file: string): Promise<LoadedPackage> {
  const module = await importModule(name, file);
  const content = exportedPackage(module);
  if (content === undefined || content === 'several') throw errors.notAPackage(name, file, Object.keys(module));
  return loaded(content, name, file);
}

/**
 * The packages of a module: that which it exports, or those that a `vem.config` lists.
 *
 * @param name - as the user wrote it, a path or the name of a package
 * @param file - absolute path
 * @throws VEM_PLUGINS_…, and what the module itself throws with a code
 */
export async function importPackages(name: string, file: string): Promise<LoadedPackage[]> {
  if (file.endsWith('.json')) return fromConfig(await readConfig(file), file);
  const module = await importModule(name, file);
  const content = exportedPackage(module);
  if (content === undefined && isRecord(module.default) && 'plugins' in module.default)
    return fromConfig(module.default, file);
  if (content === undefined || content === 'several') throw errors.notAPackage(name, file, Object.keys(module));
  return [await loaded(content, name, file)];
}
