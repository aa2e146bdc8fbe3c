import { didYouMean, VemError } from '@vem/framework';

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

export const configInvalid = (path: string, key: string, problem: string) =>
  new VemError(`Configuration "${path}": ${key === '' ? '' : `${key}: `}${problem}.`, {
    code: 'VEM_CONFIG_INVALID',
    path: key === '' ? path : key,
    exitStatus: USAGE,
  });

export const suiteUnreadable = (path: string, cause: unknown) =>
  new VemError(`Suite file "${path}": cannot be read: ${reason(cause)}.`, {
    code: 'VEM_SUITE_UNREADABLE',
    path,
    exitStatus: USAGE,
    cause,
  });

export const suiteInvalid = (file: string, key: string, problem: string) =>
  new VemError(`Suite "${file}": ${key === '' ? '' : `${key}: `}${problem}.`, {
    code: 'VEM_SUITE_INVALID',
    path: key === '' ? file : key,
    exitStatus: USAGE,
  });

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
