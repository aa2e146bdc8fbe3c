import { didYouMean, VemError } from '@vem/framework';

const USAGE = 2;

export const unknownPreset = (name: string, known: readonly string[]) =>
  new VemError(
    `Preset "${name}": there is no such preset.${didYouMean(name, known)} \`vem list presets\` shows all; those of other packages take --plugins.`,
    {
      code: 'VEM_PRESET_UNKNOWN',
      received: name,
      exitStatus: USAGE,
    },
  );

export const unknownToExplain = (name: string, known: readonly string[]) =>
  new VemError(
    `Preset "${name}": there is no such preset, and no plugin or environment of that name.${didYouMean(name, known)} \`vem list\` shows all.`,
    { code: 'VEM_PRESET_UNKNOWN', received: name, exitStatus: USAGE },
  );

export const unknownEnvironment = (id: string, known: readonly string[]) =>
  new VemError(
    `Environment "${id}": there is no such environment.${didYouMean(id, known)} \`vem list envs\` shows all; those of other packages take --plugins.`,
    {
      code: 'VEM_ENVIRONMENT_UNKNOWN',
      slot: 'environment',
      received: id,
      exitStatus: USAGE,
    },
  );

export const unknownSuite = (name: string, known: readonly string[]) =>
  new VemError(
    `Suite "${name}": there is neither a built-in suite nor a file of that name.${didYouMean(name, known)} \`vem list suites\` shows all; those of other packages take --plugins.`,
    { code: 'VEM_SUITE_UNKNOWN', received: name, exitStatus: USAGE },
  );

export const unknownList = (kind: string, known: readonly string[]) =>
  new VemError(`vem list: there is no list of "${kind}".${didYouMean(kind, known)}`, {
    code: 'VEM_LIST_UNKNOWN',
    received: kind,
    exitStatus: USAGE,
  });
