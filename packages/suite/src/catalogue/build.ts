import type { AnyPlugin, Preset, Source } from '@vem/framework';
import type { Suite } from '../experiment/suite.js';
import type { Catalogue, EnvironmentEntry, PluginEntry, PresetEntry, SourceEntry, SuiteEntry } from './catalogue.js';
import { optionsOf } from './options.js';
import { type Registry, registry, withVariants } from './registry.js';

const sourceEntry = ({ title, arxiv, where }: Source): SourceEntry => ({
  title,
  ...(arxiv === undefined ? {} : { arxiv }),
  ...(where === undefined ? {} : { where }),
});

const environmentEntry = (plugin: AnyPlugin): EnvironmentEntry => ({
  kind: 'environment',
  name: plugin.pluginName,
  description: plugin.description,
  actions: plugin.provides.length === 0 ? 'either' : plugin.provides.includes('finite') ? 'finite' : 'box',
  options: optionsOf(plugin),
});

const pluginEntry = (plugin: AnyPlugin): PluginEntry => ({
  kind: 'plugin',
  slot: plugin.slot,
  name: plugin.pluginName,
  description: plugin.description,
  provides: plugin.provides,
  requires: plugin.requires,
  ...(plugin.source === undefined ? {} : { source: sourceEntry(plugin.source) }),
  options: optionsOf(plugin),
});

const presetEntry = ({ info: { name, description, cell, sources } }: Preset): PresetEntry => ({
  kind: 'preset',
  name,
  description,
  cell,
  sources: sources.map(sourceEntry),
});

const suiteEntry = ({ name, description, rows, environments, seeds }: Suite): SuiteEntry => ({
  kind: 'suite',
  name,
  description,
  rows: rows.map((row) => row.name),
  environments: environments.map(({ id }) => id),
  seeds,
});

/** Who brought a preset or plugin, or a suite of that name; nothing if vem itself did. */
function packageOf(packages: Registry['packages'], part: unknown): { readonly package?: string } {
  const owner = packages.find(({ content: { presets, environments, plugins, suites } }) =>
    [...presets, ...environments, ...plugins, ...suites.map(({ name }) => name)].includes(part as AnyPlugin),
  );
  return owner === undefined ? {} : { package: owner.record.name };
}

/** The catalogue of what is really there, from the plugin, preset and suite values. */
export function buildCatalogue({ presets, environments, plugins, suites, packages }: Registry = registry): Catalogue {
  const others = plugins.filter(({ slot }) => slot !== 'environment');
  return {
    presets: presets.flatMap((preset) =>
      withVariants([preset]).map((one) => ({ ...presetEntry(one), ...packageOf(packages, preset) })),
    ),
    envs: environments.map((plugin) => ({ ...environmentEntry(plugin), ...packageOf(packages, plugin) })),
    plugins: others.map((plugin) => ({ ...pluginEntry(plugin), ...packageOf(packages, plugin) })),
    suites: suites.map((suite) => ({ ...suiteEntry(suite), ...packageOf(packages, suite.name) })),
  };
}
