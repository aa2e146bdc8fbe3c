import { didYouMean, VemError } from '@vem/framework';
import type { z } from 'zod';

const USAGE = 2;

export const settingSyntax = (text: string) =>
  new VemError(
    `--set "${text}": expected slot.option=value or slot=plugin, e.g. --set temperature.learningRate=1e-3.`,
    {
      code: 'VEM_SETTING_SYNTAX',
      received: text,
      exitStatus: USAGE,
    },
  );

export const settingSlot = (key: string, slot: string, known: readonly string[]) =>
  new VemError(`--set "${key}": there is no slot "${slot}".${didYouMean(slot, known)}`, {
    code: 'VEM_SETTING_SLOT',
    path: key,
    received: slot,
    exitStatus: USAGE,
  });

export const settingPlugin = (key: string, received: unknown) =>
  new VemError(
    `--set "${key}": a slot takes the name of a plugin, { "use": name, …options }, or null to empty it, received ${JSON.stringify(received)}.`,
    { code: 'VEM_SETTING_PLUGIN', path: key, received, exitStatus: USAGE },
  );

export const settingEmptySlot = (key: string, slot: string) =>
  new VemError(
    `--set "${key}": slot "${slot}" is empty, so there is no option to set. Fill it first: --set ${slot}=plugin.`,
    {
      code: 'VEM_SETTING_EMPTY_SLOT',
      slot,
      path: key,
      exitStatus: USAGE,
    },
  );

export const environmentSwap = (key: string) =>
  new VemError(
    `--set "${key}": the environment is chosen by --env (in a suite: by \`environments\`), not by a setting.`,
    {
      code: 'VEM_SETTING_ENVIRONMENT',
      slot: 'environment',
      path: key,
      exitStatus: USAGE,
    },
  );

export const configUnreadable = (path: string, cause: unknown) =>
  new VemError(
    `Configuration "${path}": cannot be read: ${reason(cause)}. Name a config.json that a run left in its folder.`,
    {
      code: 'VEM_CONFIG_UNREADABLE',
      path,
      exitStatus: USAGE,
      cause,
    },
  );

/** The first rule that a file broke: where, which, and what was received. */
function brokenRule({ issues: [issue] }: z.ZodError, content: unknown) {
  const unknownKey = issue.code === 'unrecognized_keys' ? [issue.keys[0]] : [];
  const path = [...issue.path, ...unknownKey].map(String);
  const received = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : inner),
    content,
  );
  const rule = unknownKey.length > 0 ? 'there is no such key' : issue.message.replace(/, received .*$/, '');
  return { key: path.join('.'), rule, received };
}

export const configInvalid = (path: string, error: z.ZodError, content: unknown) => {
  const { key, rule, received } = brokenRule(error, content);
  return new VemError(
    `Configuration "${path}": ${key === '' ? '' : `${key}: `}${rule}, received ${shown(received)}. Start from the config.json of a run and change that.`,
    { code: 'VEM_CONFIG_INVALID', path: key === '' ? path : key, received, exitStatus: USAGE },
  );
};

/** @param what - the folder, as the message calls it */
export const resumeDiffers = (what: string, key: string, stored: unknown, wanted: unknown) =>
  new VemError(
    `${what}: what is continued must be what was begun there; ${key === '' ? 'it' : `"${key}"`} is ${shown(stored)} there, received ${shown(wanted)}. Leave out the option that changes it, or begin anew in another folder: --out.`,
    { code: 'VEM_RESUME_DIFFERS', path: key, received: wanted, exitStatus: USAGE },
  );

export const comparisonShrinks = (folder: string, there: string, wanted: number | undefined) =>
  new VemError(
    `Comparison "${folder}": --resume can add seeds, methods, environments and steps, and take nothing away: ${there}, received ${wanted ?? 'a suite without it'}. Give as many or more, or begin anew in another folder: --out.`,
    { code: 'VEM_RESUME_SHRINKS', path: folder, received: wanted, exitStatus: USAGE },
  );

export const comparisonInexact = (folder: string, stored: string, now: string) =>
  new VemError(
    `Comparison "${folder}": its runs were made with ${stored}, and this is ${now}: numbers may differ from those of a comparison that was not interrupted. Continue with what it was begun with, or give --allow-inexact.`,
    { code: 'VEM_COMPARISON_INEXACT', path: folder, received: now },
  );

export const fewerSteps = (folder: string, wanted: number, stored: number) =>
  new VemError(
    `Run "${folder}": --steps counts the environment steps of the whole run, and ${stored} of them are behind it, received ${wanted}. Give ${stored} or more.`,
    { code: 'VEM_RESUME_STEPS', path: folder, received: wanted, exitStatus: USAGE },
  );

export const noPolicyYet = (folder: string) =>
  new VemError(
    `Run "${folder}": it has no checkpoint yet, so there is no policy. Wait until training has begun, or continue it: vem resume ${folder}`,
    { code: 'VEM_RUN_NO_POLICY', path: folder },
  );

export const noBestPolicy = (folder: string) =>
  new VemError(
    `"${folder}": there is no best policy in it; one is kept from the first point of a run's learning curve on. Leave out --best for the newest policy.`,
    { code: 'VEM_RUN_NO_BEST', path: folder },
  );

export const initSyntax = (text: string) =>
  new VemError(`--init "${text}": expected group=DIR or group=DIR#group-there, e.g. --init prior=runs/teacher.`, {
    code: 'VEM_INIT_SYNTAX',
    received: text,
    exitStatus: USAGE,
  });

export const suiteUnreadable = (path: string, cause: unknown) =>
  new VemError(
    `Suite file "${path}": cannot be read: ${reason(cause)}. Name a JSON file, or one of \`vem list suites\`.`,
    {
      code: 'VEM_SUITE_UNREADABLE',
      path,
      exitStatus: USAGE,
      cause,
    },
  );

export const suiteInvalid = (file: string, error: z.ZodError, content: unknown) => {
  const { key, rule, received } = brokenRule(error, content);
  return new VemError(
    `Suite "${file}": ${key === '' ? '' : `${key}: `}${rule}, received ${shown(received)}. The "suite" in any comparison.json is a whole one to start from.`,
    { code: 'VEM_SUITE_INVALID', path: key === '' ? file : key, received, exitStatus: USAGE },
  );
};

/** Long values are cut. */
const shown = (value: unknown): string => {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
