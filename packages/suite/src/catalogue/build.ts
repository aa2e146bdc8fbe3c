import type { AnyPlugin, Source } from '@vem/framework';
import type { Suite } from '../experiment/suite.js';
import type { Catalogue, EnvironmentEntry, PluginEntry, SourceEntry, SuiteEntry } from './catalogue.js';
import { type Registry, registry } from './registry.js';

const sourceEntry = ({ title, arxiv, where }: Source): SourceEntry => ({
  title,
  ...(arxiv === undefined ? {} : { arxiv }),
  ...(where === undefined ? {} : { where }),
});

const environmentEntry = ({ pluginName, description, provides }: AnyPlugin): EnvironmentEntry => ({
  kind: 'environment',
  name: pluginName,
  description,
  actions: provides.length === 0 ? 'either' : provides.includes('finite') ? 'finite' : 'box',
});

const pluginEntry = ({ slot, pluginName, description, source, provides, requires }: AnyPlugin): PluginEntry => ({
  kind: 'plugin',
  slot,
  name: pluginName,
  description,
  provides,
  requires,
  ...(source === undefined ? {} : { source: sourceEntry(source) }),
});

const suiteEntry = ({ name, description, rows, environments, seeds }: Suite): SuiteEntry => ({
  kind: 'suite',
  name,
  description,
  rows: rows.map((row) => row.name),
  environments: environments.map(({ id }) => id),
  seeds,
});

/** The catalogue of what is really there, from the plugin, preset and suite values. */
export function buildCatalogue({ presets, environments, plugins, suites }: Registry = registry): Catalogue {
  return {
    presets: presets.map(({ info: { name, description, cell, sources } }) => ({
      kind: 'preset',
      name,
      description,
      cell,
      sources: sources.map(sourceEntry),
    })),
    envs: environments.map(environmentEntry),
    plugins: plugins.filter(({ slot }) => slot !== 'environment').map(pluginEntry),
    suites: suites.map(suiteEntry),
  };
}
