import { allowModuleOf } from '@vem/envs';
import {
  type BoundSlot,
  filledPhases,
  isByActionSpace,
  type OptimiserStep,
  resolveSlots,
  type Schedule,
  type SlotValue,
  type Source,
} from '@vem/framework';
import { findEnvironment, findPreset, registry } from '../../catalogue/registry.js';
import { columns } from '../columns.js';
import type { Answer } from '../commandLine.js';

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

/** The optimiser steps of one update; a schedule that needs more than its options to exist keeps them to itself. */
function phasesOf(map: Readonly<Record<string, SlotValue>>): readonly OptimiserStep[] | undefined {
  const { schedule } = map;
  if (schedule === undefined || isByActionSpace(schedule)) return undefined;
  const bound = schedule as BoundSlot<'schedule'>;
  return bound.inject.length === 0 ? filledPhases((bound.create() as Schedule).steps, map) : undefined;
}

const sourceText = ({ title, arxiv, where }: Source): string =>
  [title, arxiv === undefined ? undefined : `arXiv:${arxiv}`, where].filter((part) => part !== undefined).join(', ');

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

/**
 * `vem explain`: the slot map of a preset; with an environment, what it decides is decided.
 *
 * @throws VEM_PRESET_UNKNOWN, VEM_ENVIRONMENT_UNKNOWN, VEM_PRESET_ACTION_KIND
 */
export async function explain(name: string, { env }: { readonly env?: string }): Promise<Answer> {
  const preset = findPreset(name);
  if (env !== undefined) allowModuleOf(env);
  const open: Readonly<Record<string, SlotValue>> = preset() as Record<string, SlotValue>;
  const map: Readonly<Record<string, SlotValue>> =
    env === undefined
      ? open
      : (resolveSlots({ environment: findEnvironment(env).bind({}), ...preset() }, registry.plugins) as Record<
          string,
          BoundSlot
        >);
  const slots = Object.fromEntries(Object.entries(map).map(([slot, value]) => [slot, explainSlot(value)]));
  const { description, cell, sources } = preset.info;
  const phases = phasesOf(map);
  const loop = ['act', 'store', ...(phases ?? []).map((step) => step.join(' + ')), 'sync targets', 'report'];
  const text = [
    `${name}: ${description}\n  prior ${cell.prior}, model ${cell.model}, posterior ${cell.posterior}`,
    ...sources.map((source) => `  ${sourceText(source)}`),
    '',
    ...Object.entries(slots).map(([slot, value]) => slotText(slot, value)),
    '',
    `Loop: ${loop.join(' → ')}`,
  ].join('\n');
  return { text, json: { name, description, cell, sources, slots, ...(phases === undefined ? {} : { phases }) } };
}
