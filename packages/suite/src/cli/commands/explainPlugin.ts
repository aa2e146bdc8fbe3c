import { type AnyPlugin, type EnvironmentFactory, findPlugin, SLOT_NAMES, type Source } from '@vem/framework';
import { type OptionEntry, optionsOf, valuesText } from '../../catalogue/options.js';
import type { Registry } from '../../catalogue/registry.js';
import { columns } from '../columns.js';
import type { Answer } from '../commandLine.js';
import { sourceText } from './sourceText.js';

/** A plugin as `vem explain --json` prints it. */
interface Explained {
  readonly slot: string;
  readonly name: string;
  readonly description: string;
  readonly package?: string;
  readonly provides: readonly string[];
  readonly requires: readonly string[];
  readonly source?: Source;
  readonly options: Readonly<Record<string, OptionEntry>>;
  /** Of an environment under its default options. */
  readonly spaces?: Pick<EnvironmentFactory['spec'], 'observation' | 'action' | 'timeLimit'>;
}

/**
 * The plugins that a name means: `gaussian` those of all slots, `prior=gaussian` that of one; members of families
 * included.
 */
export function pluginsCalled(name: string, { plugins }: Registry): AnyPlugin[] {
  const [, slot, use] = /^(\w+)=(.+)$/.exec(name) ?? [];
  return SLOT_NAMES.filter((each) => slot === undefined || each === slot).flatMap((each) => {
    const candidates = plugins.filter((plugin) => plugin.slot === each);
    return findPlugin(use ?? name, candidates) ?? [];
  });
}

/** What an environment looks like; nothing where an option must be given first. */
function spacesOf(plugin: AnyPlugin): Pick<Explained, 'spaces'> {
  const missing = Object.values(optionsOf(plugin)).some(({ required }) => required);
  if (plugin.slot !== 'environment' || missing) return {};
  const { observation, action, timeLimit } = (plugin.bind({}).create() as EnvironmentFactory).spec;
  return { spaces: { observation, action, timeLimit } };
}

function explained(plugin: AnyPlugin, { packages }: Registry): Explained {
  const owner = packages.find(({ content: { plugins, environments } }) =>
    [...plugins, ...environments].includes(plugin),
  );
  return {
    slot: plugin.slot,
    name: plugin.pluginName,
    description: plugin.description,
    ...(owner === undefined ? {} : { package: owner.record.name }),
    provides: plugin.provides,
    requires: plugin.requires,
    ...(plugin.source === undefined ? {} : { source: plugin.source }),
    options: optionsOf(plugin),
    ...spacesOf(plugin),
  };
}

function spacesText({ observation, action, timeLimit }: NonNullable<Explained['spaces']>): string[] {
  const parts = observation.parts.map(({ name, size }) => (size === 1 ? name : `${name}[${size}]`));
  const actions =
    action.kind === 'finite'
      ? `one of ${action.count}`
      : `${action.dimension} numbers from [${[...action.low].join(', ')}] to [${[...action.high].join(', ')}]`;
  return [
    `  observation: ${parts.join(', ')}`,
    `  action: ${actions}`,
    `  time limit: ${timeLimit === undefined ? 'none' : `${timeLimit} steps`}`,
  ];
}

function text(plugin: Explained): string {
  const { slot, name, description, source, provides, requires, options, spaces } = plugin;
  const rows = Object.entries(options).map(([option, entry]) => [
    option,
    'default' in entry ? JSON.stringify(entry.default) : entry.required ? 'must be given' : 'unset',
    valuesText(entry.schema),
    entry.description,
  ]);
  return [
    `${slot}: ${name}${plugin.package === undefined ? '' : ` (package ${plugin.package})`}`,
    `  ${description}`,
    ...(source === undefined ? [] : [`  ${sourceText(source)}`]),
    ...(spaces === undefined ? [] : spacesText(spaces)),
    ...(provides.length === 0 || slot === 'environment' ? [] : [`  provides: ${provides.join(', ')}`]),
    ...(requires.length === 0 ? [] : [`  requires: ${requires.join(', ')}`]),
    rows.length === 0 ? '  no options' : columns([['option', 'default', 'values', 'meaning'], ...rows], '    '),
  ].join('\n');
}

/** `vem explain` for plugins: what each is, needs and offers, and its options. */
export function explainPlugins(plugins: readonly AnyPlugin[], known: Registry): Answer {
  const all = plugins.map((plugin) => explained(plugin, known));
  return { text: all.map(text).join('\n\n'), json: { plugins: all } };
}
