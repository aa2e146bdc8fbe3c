import { allowModuleOf } from '@vem/envs';
import {
  type BoundSlot,
  type Entry,
  entriesOf,
  isByActionSpace,
  resolveSlots,
  type Schedule,
  type SlotValue,
  type Source,
} from '@vem/framework';
import { unknownToExplain } from '../../catalogue/catalogueErrors.js';
import { findEnvironment, findPreset, type Registry, withVariants } from '../../catalogue/registry.js';
import { knownPlugins, type PluginArguments } from '../../plugins/knownPlugins.js';
import { optionConflict } from '../cliErrors.js';
import { columns } from '../columns.js';
import type { Answer } from '../commandLine.js';
import type { Terminal } from '../terminal.js';
import { explainPlugins, pluginsCalled } from './explainPlugin.js';
import { sourceText } from './sourceText.js';

interface ExplainedOption {
  readonly value: unknown;
  readonly description?: string;
}

/** A plugin in its slot, as `vem explain --json` prints it. */
interface ExplainedPlugin {
  readonly use: string;
  readonly description: string;
  readonly source?: Source;
  readonly options: Readonly<Record<string, ExplainedOption>>;
}

type ExplainedSlot = ExplainedPlugin | { readonly box?: ExplainedPlugin; readonly discrete?: ExplainedPlugin };

function explainPlugin({ name, config, plugin }: BoundSlot): ExplainedPlugin {
  const options = Object.entries(plugin.config.shape).map(([option, schema]) => {
    const description = (schema as { readonly description?: string }).description;
    return [option, { value: config[option], ...(description === undefined ? {} : { description }) }];
  });
  return {
    use: name,
    description: plugin.description,
    ...(plugin.source === undefined ? {} : { source: plugin.source }),
    options: Object.fromEntries(options) as Record<string, ExplainedOption>,
  };
}

function explainSlot(value: SlotValue): ExplainedSlot {
  if (!isByActionSpace(value)) return explainPlugin(value as BoundSlot);
  const { box, discrete } = value;
  return { ...(box ? { box: explainPlugin(box) } : {}), ...(discrete ? { discrete: explainPlugin(discrete) } : {}) };
}

/** The lines of the schedule; a schedule that needs more than its options to exist keeps them to itself. */
function entriesIn(map: Readonly<Record<string, SlotValue>>): readonly Entry[] | undefined {
  const { schedule } = map;
  if (schedule === undefined || isByActionSpace(schedule)) return undefined;
  const bound = schedule as BoundSlot<'schedule'>;
  return bound.inject.length === 0 ? entriesOf(bound.create() as Schedule, map) : undefined;
}

/** An optimiser step, with what is not usual about when it is due and which rows it sees. */
function entryText({ phases, every, repeat, untilStop, once, rows }: Entry): string {
  const [[unit, count]] = Object.entries(every);
  const one = { updates: 'update', envSteps: 'environment step', rollouts: 'roll-out' }[unit];
  const units = count === 1 ? one : `${count} ${one}s`;
  const notes = [
    ...(unit === 'updates' && count === 1 ? [] : [`every ${units}`]),
    ...(once ? ['once'] : []),
    ...(repeat === 1 ? [] : [`${untilStop ? 'up to ' : ''}${repeat} times`]),
    ...(rows === 'batch' ? [] : [`on ${rows === 'fresh' ? 'fresh batches' : 'the whole roll-out'}`]),
  ];
  return `${phases.join(' + ')}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
}

function pluginText(title: string, { use, description, source, options }: ExplainedPlugin): string {
  const rows = Object.entries(options).map(([option, { value, description = '' }]) => [
    option,
    value === undefined ? '–' : JSON.stringify(value),
    description,
  ]);
  const head = `${title}: ${use}\n  ${description}${source === undefined ? '' : `\n  ${sourceText(source)}`}`;
  return rows.length === 0 ? head : `${head}\n${columns(rows, '    ')}`;
}

function slotText(slot: string, value: ExplainedSlot): string {
  if ('use' in value) return pluginText(slot, value);
  const variants = [
    value.box ? pluginText(`${slot} (continuous actions)`, value.box) : undefined,
    value.discrete ? pluginText(`${slot} (discrete actions)`, value.discrete) : undefined,
  ];
  return variants.filter((text) => text !== undefined).join('\n');
}

export interface ExplainArguments extends PluginArguments {
  /** Environment for a preset. */
  readonly env?: string;
}

const presetNames = ({ presets }: Registry): readonly string[] => withVariants(presets).map(({ info }) => info.name);

/**
 * `vem explain`: a preset, or the plugins of a name.
 *
 * @throws VEM_PRESET_UNKNOWN, VEM_OPTION_CONFLICT, and what `explainPreset` throws
 */
export async function explain(name: string, given: ExplainArguments, { stderr }: Terminal): Promise<Answer> {
  const known = await knownPlugins(given, stderr);
  if (presetNames(known).includes(name)) return explainPreset(name, given.env, known);
  const plugins = pluginsCalled(name, known);
  if (plugins.length === 0) {
    const names = [...presetNames(known), ...new Set(known.plugins.map(({ pluginName }) => pluginName))];
    throw unknownToExplain(name, names);
  }
  if (given.env !== undefined) throw optionConflict('explain', '--env', `because "${name}" is not a preset`);
  return explainPlugins(plugins, known);
}

/**
 * The slot map of a preset; with an environment, what it decides is decided.
 *
 * @throws VEM_PRESET_UNKNOWN, VEM_ENVIRONMENT_UNKNOWN, VEM_PRESET_ACTION_KIND
 */
function explainPreset(name: string, env: string | undefined, known: Registry): Answer {
  const preset = findPreset(name, known);
  if (env !== undefined) allowModuleOf(env);
  const open: Readonly<Record<string, SlotValue>> = preset() as unknown as Record<string, SlotValue>;
  const map: Readonly<Record<string, SlotValue>> =
    env === undefined
      ? open
      : (resolveSlots({ environment: findEnvironment(env, known).bind({}), ...preset() }, known.plugins) as Record<
          string,
          BoundSlot
        >);
  const slots = Object.fromEntries(Object.entries(map).map(([slot, value]) => [slot, explainSlot(value)]));
  const { description, cell, sources, run } = preset.info;
  const variants = Object.values(preset.variants).map(({ info }) => ({
    name: info.name,
    description: info.description,
  }));
  const entries = entriesIn(map);
  const phases = entries?.map((entry) => entry.phases);
  const loop = ['act', 'store', ...(entries ?? []).map(entryText), 'sync targets', 'report'];
  const text = [
    `${name}: ${description}\n  prior ${cell.prior}, model ${cell.model}, posterior ${cell.posterior}`,
    ...sources.map((source) => `  ${sourceText(source)}`),
    ...(run?.environments === undefined ? [] : [`  environments: ${run.environments}`]),
    '',
    ...Object.entries(slots).map(([slot, value]) => slotText(slot, value)),
    '',
    `Loop: ${loop.join(' → ')}`,
    ...(variants.length === 0 ? [] : ['', `Variants:\n${columns(variants.map(Object.values), '  ')}`]),
  ].join('\n');
  const schedule = phases === undefined ? {} : { phases };
  return { text, json: { name, description, cell, sources, slots, ...schedule, run: run ?? {}, variants } };
}
