import { VemError } from '@vem/compiler';
import type { z } from 'zod';
import { didYouMean } from '../words/suggest.js';

const USAGE = 2;

/** The value at a path inside of a value; undefined where there is none. */
const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : inner,
    value,
  );

/** Characters of a received value that a message repeats. */
const LONGEST = 200;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = jsonOf(value) ?? (typeof value === 'object' ? 'an object' : String(value));
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

/** Undefined for what JSON cannot say: functions, cycles, what is nested too deeply. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** What an option is, as its plugin describes it. */
function meaningOf(config: z.ZodObject, key: PropertyKey | undefined): string {
  const description = typeof key === 'string' ? config.shape[key]?.description : undefined;
  return description === undefined ? '' : ` It is: ${description.replace(/\.$/, '')}.`;
}

/** One rule that options broke: which option, the rule, what was received, and what would be right. */
function brokenRule(issue: z.core.$ZodIssue, config: z.ZodObject, received: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const known = issue.path.length === 0 ? Object.keys(config.shape) : [];
    const path = [...issue.path, key].join('.');
    const hint = known.length === 0 && issue.path.length === 0 ? ' It has none.' : didYouMean(key, known);
    return `there is no option "${path}", received ${shown(valueAt(received, [...issue.path, key]))}.${hint}`;
  }
  const rule = issue.message.replace(/, received .*$/, '').replace(/^./, (letter) => letter.toLowerCase());
  const value = shown(valueAt(received, issue.path));
  return `option "${issue.path.join('.')}": ${rule}, received ${value}.${meaningOf(config, issue.path[0])}`;
}

/** The rules that options broke, each with what was received and what the option is. */
export const pluginOptions = (
  slot: string,
  plugin: string,
  { issues }: z.ZodError,
  config: z.ZodObject,
  received: unknown,
) => {
  const [{ path, ...first }] = issues;
  const at = first.code === 'unrecognized_keys' ? [...path, first.keys[0]] : path;
  const rules = issues.map((issue) => brokenRule(issue, config, received)).join(' And: ');
  return new VemError(`Slot "${slot}", plugin "${plugin}": ${rules}`, {
    code: 'VEM_PLUGIN_OPTIONS',
    slot,
    ...(at.length > 0 ? { path: at.join('.') } : {}),
    received: valueAt(received, at),
    exitStatus: USAGE,
  });
};

export const unknownSlot = (slot: string, known: readonly string[]) =>
  new VemError(`Slot "${slot}": there is no such slot.${didYouMean(slot, known)}`, {
    code: 'VEM_SLOT_UNKNOWN',
    slot,
    received: slot,
    exitStatus: USAGE,
  });

export const missingSlot = (slot: string) =>
  new VemError(
    `Slot "${slot}": it is empty, and a run needs it. Start from a preset, \`{ ...preset(), ${slot}: … }\`, or fill it.`,
    {
      code: 'VEM_SLOT_MISSING',
      slot,
      exitStatus: USAGE,
    },
  );

export const wrongSlot = (slot: string, plugin: string, belongs: string) =>
  new VemError(
    `Slot "${slot}": plugin "${plugin}" belongs into slot "${belongs}". Move it there, or choose a plugin of slot "${slot}".`,
    {
      code: 'VEM_SLOT_WRONG_PLUGIN',
      slot,
      received: plugin,
      exitStatus: USAGE,
    },
  );

/** What was put into a slot, and how it becomes what belongs there. */
function notBound(received: unknown): string {
  const isRecord = (typeof received === 'object' || typeof received === 'function') && received !== null;
  if (isRecord && 'blueprint' in received)
    return 'what `defineEnvironment` returns. Make a plugin of it and call that: `environmentPlugin(definition)()`.';
  if (isRecord && 'spec' in received && 'create' in received)
    return 'an environment without its plugin. Call the plugin instead of the definition: `environmentPlugin(definition)()`.';
  if (isRecord && 'pluginName' in received) return 'a plugin that was not called. Call it: `plugin()`.';
  if (typeof received === 'function') return 'a function. Give what a plugin returns when it is called: `plugin()`.';
  if (isRecord && 'use' in received)
    return `the description of a plugin, ${shown(received)}. Call the plugin itself, or bind it by \`bindSlot\`.`;
  return `${shown(received)}.`;
}

export const notASlotValue = (slot: string, received: unknown) =>
  new VemError(
    `Slot "${slot}": expected a plugin called with its options, e.g. \`uniform()\`, received ${notBound(received)}`,
    {
      code: 'VEM_SLOT_NOT_A_PLUGIN',
      slot,
      received: typeof received === 'object' ? shown(received) : String(received),
      exitStatus: USAGE,
    },
  );

export const missingCapability = (
  slot: string,
  plugin: string,
  capability: string,
  provider: string | undefined,
  alternatives: readonly string[],
  options: readonly string[] = [],
) => {
  const [from, what] = capability.split('.') as [string, string];
  const found = provider === undefined ? `slot "${from}" is empty` : `its plugin "${provider}" does not provide it`;
  const others =
    alternatives.length > 0
      ? ` Plugins that provide it: ${alternatives.join(', ')}.`
      : ` Choose another plugin in slot "${from}" or "${slot}", or other options of theirs.`;
  const fix = options.length > 0 ? `${others} An option that helps: ${options.join(', or ')}.` : others;
  return new VemError(`Slot "${slot}": plugin "${plugin}" needs "${what}" from slot "${from}", but ${found}.${fix}`, {
    code: 'VEM_CAPABILITY_MISSING',
    slot,
    path: capability,
    received: provider,
    hint: fix.trim(),
    exitStatus: USAGE,
  });
};

export const noCommonSpace = (
  prior: string,
  priorSpaces: readonly string[],
  posterior: string,
  posteriorSpaces: readonly string[],
) =>
  new VemError(
    `Slot "prior": "${prior}" is a density in ${priorSpaces.join(' or ')}, but posterior "${posterior}" is one in ${posteriorSpaces.join(' or ')}; a KL divergence needs a common space. Choose a prior in ${posteriorSpaces.join(' or ')}.`,
    { code: 'VEM_SPACE_MISMATCH', slot: 'prior', received: priorSpaces.join(', '), exitStatus: USAGE },
  );

export const priorNotTrained = (prior: string, mStep: string | undefined) =>
  new VemError(
    `Slot "mStep": prior "${prior}" is to be trained, but ${mStep === undefined ? 'the slot is empty' : `"${mStep}" does not train it`}. Fill it, e.g. \`mStep: distil()\`, or say that the prior stays as it is: \`{ trainable: false }\`.`,
    {
      code: 'VEM_PRIOR_NOT_TRAINED',
      slot: 'mStep',
      received: mStep,
      hint: 'mStep: distil()',
      exitStatus: USAGE,
    },
  );

export const unknownPlugin = (slot: string, name: string, known: readonly string[]) =>
  new VemError(
    `Slot "${slot}": no plugin is called "${name}".${didYouMean(name, known)} Those of other packages must be named: --plugins.`,
    {
      code: 'VEM_PLUGIN_UNKNOWN',
      slot,
      received: name,
      exitStatus: USAGE,
    },
  );

export const noVariantForActions = (slot: string, kind: string) =>
  new VemError(
    `Slot "${slot}": the preset has no value for environments with ${kind === 'box' ? 'continuous' : 'discrete'} actions. Choose another environment, or fill the slot.`,
    {
      code: 'VEM_PRESET_ACTION_KIND',
      slot,
      received: kind,
      exitStatus: USAGE,
    },
  );

export const runOption = (path: string, rule: string, received: unknown) =>
  new VemError(`Run option "${path}": ${rule}, received ${shown(received)}.`, {
    code: 'VEM_RUN_OPTION',
    path,
    received,
    exitStatus: USAGE,
  });
