import { VemError } from '@vem/compiler';
import { z } from 'zod';
import { closest, didYouMean } from './suggest.js';

const USAGE = 2;

/** The rule that options broke, with a suggestion for each unknown key. */
export const pluginOptions = (
  slot: string,
  plugin: string,
  error: z.ZodError,
  known: readonly string[],
  received: unknown,
) => {
  const suggestions = error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    return issue.keys.map((key) => {
      const meant = closest(key, known);
      return meant === undefined
        ? `Options of "${plugin}": ${known.length ? known.join(', ') : 'none'}.`
        : `"${key}": did you mean "${meant}"?`;
    });
  });
  const path = error.issues[0]?.path.join('.');
  return new VemError([`Slot "${slot}", plugin "${plugin}": ${z.prettifyError(error)}`, ...suggestions].join('\n'), {
    code: 'VEM_PLUGIN_OPTIONS',
    slot,
    ...(path ? { path } : {}),
    received,
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

export const notASlotValue = (slot: string, received: unknown) =>
  new VemError(
    `Slot "${slot}": expected a plugin called with its options, e.g. \`uniform()\`, found ${typeof received === 'function' ? 'a plugin that was not called' : JSON.stringify(received)}.`,
    {
      code: 'VEM_SLOT_NOT_A_PLUGIN',
      slot,
      received: String(received),
      exitStatus: USAGE,
    },
  );

export const missingCapability = (
  slot: string,
  plugin: string,
  capability: string,
  provider: string | undefined,
  alternatives: readonly string[],
) => {
  const [from, what] = capability.split('.') as [string, string];
  const found = provider === undefined ? `slot "${from}" is empty` : `its plugin "${provider}" does not provide it`;
  const fix = alternatives.length > 0 ? ` Plugins that provide it: ${alternatives.join(', ')}.` : '';
  return new VemError(`Slot "${slot}": plugin "${plugin}" needs "${what}" from slot "${from}", but ${found}.${fix}`, {
    code: 'VEM_CAPABILITY_MISSING',
    slot,
    path: capability,
    received: provider,
    ...(fix ? { hint: fix.trim() } : {}),
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
  new VemError(`Slot "${slot}": no plugin is called "${name}".${didYouMean(name, known)}`, {
    code: 'VEM_PLUGIN_UNKNOWN',
    slot,
    received: name,
    exitStatus: USAGE,
  });

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
  new VemError(`Run option "${path}": ${rule}, received ${JSON.stringify(received)}.`, {
    code: 'VEM_RUN_OPTION',
    path,
    received,
    exitStatus: USAGE,
  });
