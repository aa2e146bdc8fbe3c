import { didYouMean, VemError } from '@vem/framework';
import type { CommanderError } from 'commander';

const USAGE = 2;

const CODES: Readonly<Record<string, string>> = {
  'commander.unknownCommand': 'VEM_COMMAND_UNKNOWN',
  'commander.unknownOption': 'VEM_OPTION_UNKNOWN',
  'commander.missingArgument': 'VEM_ARGUMENT_MISSING',
  'commander.excessArguments': 'VEM_ARGUMENT_EXCESS',
  'commander.optionMissingArgument': 'VEM_OPTION_VALUE',
  'commander.invalidArgument': 'VEM_OPTION_VALUE',
  'commander.missingMandatoryOptionValue': 'VEM_OPTION_REQUIRED',
};

/** The word that was not understood: the last one in quotes, where the message is about one. */
const quoted = (message: string): string | undefined => message.match(/.*'([^']*)'/s)?.[1];

/**
 * Wrong usage as commander found it, in one line with a code.
 *
 * @param commands - that there are
 */
export function usage({ code, message }: CommanderError, argv: readonly string[], commands: readonly string[]) {
  const known = CODES[code] ?? 'VEM_USAGE';
  const command = commands.includes(argv[0]) ? `vem ${argv[0]}` : 'vem';
  const text = message
    .replace(/^error: /, '')
    .replace(/\n\((.*)\)$/, '. $1')
    .replace(/([^.?!])$/, '$1.');
  const list = known === 'VEM_COMMAND_UNKNOWN' ? ` Commands: ${commands.join(', ')}.` : '';
  const received = known === 'VEM_ARGUMENT_EXCESS' ? undefined : quoted(message);
  return new VemError(`${command}: ${text}${list} \`${command} --help\` says more.`, {
    code: known,
    received,
    exitStatus: USAGE,
  });
}

export const optionRequired = (command: string, option: string, why: string) =>
  new VemError(`vem ${command}: option ${option} is required, ${why}.`, {
    code: 'VEM_OPTION_REQUIRED',
    path: option,
    exitStatus: USAGE,
  });

export const optionConflict = (command: string, option: string, why: string) =>
  new VemError(`vem ${command}: ${option} cannot be given here, ${why}.`, {
    code: 'VEM_OPTION_CONFLICT',
    path: option,
    exitStatus: USAGE,
  });

export const decidePair = (text: string, rows: readonly string[]) =>
  new VemError(
    `vem compare: --decide takes two different rows of the suite as first:second, and nothing else for every two rows; received "${text}". Rows: ${rows.join(', ')}.${rows.length < 2 ? ' One row alone leaves nothing to decide.' : didYouMean(text.split(':').find((name) => !rows.includes(name)) ?? text, rows)}`,
    { code: 'VEM_DECIDE_PAIR', path: '--decide', received: text, exitStatus: USAGE },
  );

export const runIndexUnknown = (path: string, index: number, runs: number) =>
  new VemError(
    `Plan "${path}": its runs have indices 0 to ${runs - 1}, received ${index}. Start as many as there are.`,
    {
      code: 'VEM_PLAN_INDEX',
      path,
      received: index,
      exitStatus: USAGE,
    },
  );

/** A run whose numbers were no longer finite: they will not be the next time either. */
export const diverged = (code: string, message: string, cause?: unknown) =>
  new VemError(message, { code, exitStatus: USAGE, ...(cause === undefined ? {} : { cause }) });

export const mergeConflict = (first: string, second: string) =>
  new VemError(
    `vem merge: "${first}" and "${second}" are the same run and ended differently, so one of them was made by something else. Leave out the folder that is not to count.`,
    { code: 'VEM_MERGE_CONFLICT', path: second, exitStatus: USAGE },
  );

export const nothingToContinue = (folder: string) =>
  new VemError(
    `vem compare: --resume continues a comparison, and there is none in "${folder}". Name the folder of one, or say by --suite what to begin there.`,
    { code: 'VEM_COMPARISON_NOT_FOUND', path: folder, exitStatus: USAGE },
  );

export const comparisonInterrupted = (folder: string, finished: number, planned: number) =>
  new VemError(
    `vem compare: interrupted; ${finished} of ${planned} runs are finished, the others stored as far as they are. Continue: vem compare --resume --out ${folder}`,
    { code: 'VEM_INTERRUPTED', path: folder },
  );

/** The folder that this process works in was deleted meanwhile. */
export const noWorkingFolder = (cause: unknown) =>
  new VemError('vem: the working folder does not exist any more. Change into one that does.', {
    code: 'VEM_WORKING_FOLDER',
    exitStatus: USAGE,
    cause,
  });

/** A place for the page that is no regular file. */
export const pageNotAFile = (file: string, what: string) =>
  new VemError(
    `vem play: the page is written to a file of its own, and "${file}" is ${what}. Name another --out, e.g. play.html.`,
    { code: 'VEM_PLAY_OUT', path: file, received: what, exitStatus: USAGE },
  );

/** A place for trajectories that they would have to replace. */
export const recordNotAFile = (file: string, what: string) =>
  new VemError(
    `vem record: trajectories are written to a file of their own, and "${file}" is ${what}. Name another --out, e.g. episodes.json.`,
    { code: 'VEM_RECORD_OUT', path: file, received: what, exitStatus: USAGE },
  );

/** Something that no error was foreseen for. */
export const internal = (error: unknown) => {
  const wrapped = new VemError(
    `A defect in vem: ${error instanceof Error ? error.message : String(error)}. --verbose shows where; please report it.`,
    { code: 'VEM_INTERNAL', cause: error },
  );
  if (error instanceof Error && error.stack !== undefined) wrapped.stack = error.stack;
  return wrapped;
};
