import { SLOT_NAMES } from './capabilities.js';
import type { AnyPlugin } from './definePlugin.js';
import type { Preset } from './definePreset.js';
import * as errors from './packageErrors.js';

/** `Symbol.for`, so that two copies of this package agree. */
const PACKAGE: unique symbol = Symbol.for('vem/plugin-package') as never;

/** A comparison as a suite file holds it; who reads it checks the rest. */
export interface PackagedSuite {
  readonly name: string;
}

export interface PluginPackageSpec {
  /** How runs and messages call the package; default: the name in its package.json. */
  readonly name?: string;
  /** Plugins of any slot. */
  readonly plugins?: readonly AnyPlugin[];
  readonly presets?: readonly Preset[];
  /** Plugins of slot `environment`, if they are to be listed apart. */
  readonly environments?: readonly AnyPlugin[];
  /** Comparisons, for `vem compare --suite <name>`. */
  readonly suites?: readonly PackagedSuite[];
}

/** Everything that one package adds to what configurations and the command line can name. */
export interface PluginPackage {
  readonly [PACKAGE]: true;
  readonly name: string | undefined;
  /** Of all slots but `environment`. */
  readonly plugins: readonly AnyPlugin[];
  readonly presets: readonly Preset[];
  readonly environments: readonly AnyPlugin[];
  readonly suites: readonly PackagedSuite[];
}

const isPlugin = (value: unknown): value is AnyPlugin =>
  value !== null &&
  (typeof value === 'object' || typeof value === 'function') &&
  'pluginName' in value &&
  'bind' in value &&
  'slot' in value &&
  (SLOT_NAMES as readonly unknown[]).includes(value.slot);

const isPreset = (value: unknown): value is Preset =>
  typeof value === 'function' && 'info' in value && typeof (value.info as { name?: unknown } | null)?.name === 'string';

const isSuite = (value: unknown): value is PackagedSuite =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';

const isEnvironment = (value: unknown): value is AnyPlugin => isPlugin(value) && value.slot === 'environment';

const KINDS = {
  plugins: { is: isPlugin, what: 'a plugin, as definePlugin or environmentPlugin makes it' },
  presets: { is: isPreset, what: 'a preset, as definePreset makes it' },
  environments: { is: isEnvironment, what: 'an environment, as environmentPlugin makes it' },
  suites: { is: isSuite, what: 'a suite with a name, as suite files hold it' },
} as const;

function checkList(key: keyof typeof KINDS, list: unknown): void {
  const { is, what } = KINDS[key];
  if (list === undefined) return;
  if (!Array.isArray(list)) throw errors.packagePart(key, 'a list', list);
  list.forEach((entry: unknown, index) => {
    if (!is(entry)) throw errors.packagePart(`${key}[${index}]`, what, entry);
  });
}

/**
 * What a package offers to `vem`, as one value: its default export, or that of a `vem.config.js`.
 *
 * ```ts
 * export default definePluginPackage({ plugins: [studentT], environments: [thermostat], presets: [cautious] });
 * ```
 *
 * @throws VEM_PLUGIN_PACKAGE if a part is not what it should be
 */
export function definePluginPackage(spec: PluginPackageSpec): PluginPackage {
  if (typeof spec !== 'object' || spec === null) throw errors.packagePart('its argument', 'an object of lists', spec);
  for (const key of Object.keys(spec))
    if (key !== 'name' && !(key in KINDS)) throw errors.packageKey(key, ['name', ...Object.keys(KINDS)]);
  for (const key of Object.keys(KINDS) as (keyof typeof KINDS)[]) checkList(key, spec[key]);
  const { name, plugins = [], presets = [], environments = [], suites = [] } = spec;
  if (name !== undefined && typeof name !== 'string') throw errors.packagePart('name', 'a text', name);
  return {
    [PACKAGE]: true,
    name,
    plugins: plugins.filter((plugin) => plugin.slot !== 'environment'),
    presets,
    environments: [...new Set([...environments, ...plugins.filter(isEnvironment)])],
    suites,
  };
}

/** Whether a value came from `definePluginPackage`, of this copy of the framework or another. */
export const isPluginPackage = (value: unknown): value is PluginPackage =>
  typeof value === 'object' && value !== null && PACKAGE in value;
