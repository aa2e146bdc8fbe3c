import type { AnyPlugin, PluginPackage } from '@vem/framework';
import { type Registry, registry } from '../catalogue/registry.js';
import { parseSuite, type Suite } from '../experiment/suite.js';
import { type LoadedPackage, originOf } from './loadedPackage.js';
import * as errors from './pluginsErrors.js';

/** Where a name comes from, as errors say it. */
const OWN = 'vem itself';

/** One name of one kind, and who brought it. */
interface Named {
  readonly what: string;
  readonly name: string;
  readonly origin: string;
}

const pluginNames = (plugins: readonly AnyPlugin[], origin: string): Named[] =>
  plugins.map(({ slot, pluginName }) => ({
    what: slot === 'environment' ? 'Environment' : `Slot "${slot}": plugin`,
    name: pluginName,
    origin,
  }));

type Parts = Pick<Registry, 'presets' | 'suites' | 'plugins'>;

const namesOf = ({ presets, suites, plugins }: Parts, origin: string): Named[] => [
  ...presets.map(({ info }) => ({ what: 'Preset', name: info.name, origin })),
  ...suites.map(({ name }) => ({ what: 'Suite', name, origin })),
  ...pluginNames(plugins, origin),
];

/** @throws VEM_PLUGINS_CLASH */
function requireDistinct(names: readonly Named[]): void {
  const owners = new Map<string, Named>();
  for (const named of names) {
    const key = `${named.what} ${named.name}`;
    const earlier = owners.get(key);
    if (earlier !== undefined) throw errors.clash(named.what, named.name, [earlier.origin, named.origin]);
    owners.set(key, named);
  }
}

/** The parts of a package, its suites checked. @throws VEM_SUITE_INVALID */
function partsOf({ content, record }: LoadedPackage): Parts & Pick<Registry, 'environments'> {
  const suites = content.suites.map((suite): Suite => parseSuite(suite, `${suite.name}" of package "${record.name}`));
  const { presets, environments, plugins } = content;
  return { presets, suites, environments, plugins: [...environments, ...plugins] };
}

/** A package that code hands over: no file, so no other process can import it. */
const byValue = (content: PluginPackage): LoadedPackage => ({
  content,
  record: { name: content.name ?? 'a package without a name', version: null, hash: null, from: 'code' },
});

const isLoaded = (value: LoadedPackage | PluginPackage): value is LoadedPackage => 'record' in value;

/**
 * What comes with vem, and what packages of others add.
 *
 * @throws VEM_PLUGINS_CLASH if a name would stand for two things, VEM_SUITE_INVALID
 */
export function registryWith(packages: readonly (LoadedPackage | PluginPackage)[]): Registry {
  const added = packages.map((each) => (isLoaded(each) ? each : byValue(each)));
  const parts = added.map(partsOf);
  requireDistinct([
    ...namesOf(registry, OWN),
    ...parts.flatMap((part, index) => namesOf(part, originOf(added[index]))),
  ]);
  return {
    presets: [...registry.presets, ...parts.flatMap(({ presets }) => presets)],
    suites: [...registry.suites, ...parts.flatMap(({ suites }) => suites)],
    environments: [...registry.environments, ...parts.flatMap(({ environments }) => environments)],
    plugins: [...registry.plugins, ...parts.flatMap(({ plugins }) => plugins)],
    packages: added,
  };
}
