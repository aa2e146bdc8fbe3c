import { readFile } from 'node:fs/promises';
import type { OptionEntry } from './options.js';

/** What every entry of a list has. */
interface Entry {
  /** The package of others that it came with; absent for what comes with vem. */
  readonly package?: string;
  readonly name: string;
  /** One line. */
  readonly description: string;
}

/** A paper, as lists show it. */
export interface SourceEntry {
  readonly title: string;
  readonly arxiv?: string;
  readonly where?: string;
}

export interface PresetEntry extends Entry {
  readonly kind: 'preset';
  readonly cell: { readonly prior: string; readonly model: string; readonly posterior: string };
  readonly sources: readonly SourceEntry[];
}

export interface EnvironmentEntry extends Entry {
  readonly kind: 'environment';
  /** `either`: the entry stands for many environments. */
  readonly actions: 'box' | 'finite' | 'either';
  readonly options: Readonly<Record<string, OptionEntry>>;
}

export interface PluginEntry extends Entry {
  readonly kind: 'plugin';
  readonly slot: string;
  readonly provides: readonly string[];
  readonly requires: readonly string[];
  readonly source?: SourceEntry;
  readonly options: Readonly<Record<string, OptionEntry>>;
}

export interface SuiteEntry extends Entry {
  readonly kind: 'suite';
  readonly rows: readonly string[];
  readonly environments: readonly string[];
  readonly seeds: number;
}

/** Everything that can be named on the command line, as plain data: read without loading any of it. */
export interface Catalogue {
  readonly presets: readonly PresetEntry[];
  readonly envs: readonly EnvironmentEntry[];
  readonly plugins: readonly PluginEntry[];
  readonly suites: readonly SuiteEntry[];
}

export type CatalogueKind = keyof Catalogue;
export const CATALOGUE_KINDS = ['presets', 'envs', 'plugins', 'suites'] as const satisfies readonly CatalogueKind[];

/** Where the build puts the catalogue: beside the compiled form of this file. */
export const CATALOGUE_FILE = new URL('./catalogue.json', import.meta.url);

/** The catalogue that the build left; where there is none it is made from the plugins, which takes a second. */
export async function readCatalogue(file: URL = CATALOGUE_FILE): Promise<Catalogue> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) return JSON.parse(text) as Catalogue;
  const { buildCatalogue } = await import('./build.js');
  return buildCatalogue();
}
