import { VemError } from '@vem/compiler';
import { didYouMean } from '../words/suggest.js';

const USAGE = 2;

export const declaredTwice = (name: string) =>
  new VemError(
    `Parameter "${name}": a name may be declared once in a run, and it was declared before. Give one of the two another name.`,
    {
      code: 'VEM_PARAMETER_DECLARED_TWICE',
      received: name,
    },
  );

export const unknownGroup = (name: string, known: readonly string[]) =>
  new VemError(
    `Parameter group "${name}": no slot declared a group of this name. Groups of this run: ${known.join(', ')}.`,
    {
      code: 'VEM_PARAMETER_GROUP_UNKNOWN',
      received: name,
    },
  );

export const noTarget = (name: string) =>
  new VemError(
    `Parameter group "${name}": its target copy was read, but the group keeps none. Declare it with a \`target\` rule.`,
    {
      code: 'VEM_PARAMETER_TARGET_MISSING',
      received: name,
    },
  );

export const mismatch = (name: string, expected: string, received: string) =>
  new VemError(
    `Parameter "${name}": expected ${expected}, found ${received}. The stored run was composed of other slots or options.`,
    {
      code: 'VEM_PARAMETER_MISMATCH',
      path: name,
      received,
    },
  );

/** `initialise` names a group that the run does not have. */
export const initialiseUnknown = (group: string, known: readonly string[]) =>
  new VemError(
    `Option "initialise.${group}": this run has no parameter group of that name.${didYouMean(group, known)}`,
    {
      code: 'VEM_INITIALISE_GROUP',
      path: `initialise.${group}`,
      received: group,
      exitStatus: USAGE,
    },
  );

/** The stored run has no such group, or no such copy of it. */
export const sourceMissing = (directory: string, group: string, copy: string, known: readonly string[]) =>
  new VemError(
    `Stored parameters "${directory}": there is no ${copy} copy of a group "${group}".${didYouMean(group, known)} Name it: \`fromRun(directory, { group })\`.`,
    { code: 'VEM_INITIALISE_SOURCE', path: directory, received: group, exitStatus: USAGE },
  );

/** The stored group is another kind of network. */
export const initialiseMismatch = (
  group: string,
  directory: string,
  stored: string,
  reason: string,
  matching: readonly string[],
) => {
  const fix =
    matching.length > 0
      ? `Groups there that match: ${matching.join(', ')}; name one: \`fromRun(directory, { group: '${matching[0]}' })\`.`
      : 'No group there matches; give the plugin the options of the stored run.';
  return new VemError(
    `Option "initialise.${group}": a group takes parameters of the same names, shapes and meaning, but "${stored}" of "${directory}" differs: ${reason}. ${fix}`,
    { code: 'VEM_INITIALISE_MISMATCH', path: `initialise.${group}`, received: stored, hint: fix, exitStatus: USAGE },
  );
};
