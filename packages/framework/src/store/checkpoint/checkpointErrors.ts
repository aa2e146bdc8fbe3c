import { VemError } from '@vem/compiler';

const USAGE = 2;

/** There is no checkpoint of a run. */
export const nothingToResume = (directory: string) =>
  new VemError(
    `Checkpoints "${directory}": a run resumes from a folder that its checkpoints were written to, found none there. Give the folder that \`run.checkpoint\` or \`train({ checkpoints })\` was given.`,
    { code: 'VEM_RESUME_MISSING', path: directory, exitStatus: USAGE },
  );

/** There are checkpoints, but none can be used. */
export const noneWhole = (
  directory: string,
  found: readonly { readonly checkpoint: { readonly directory: string }; readonly error: VemError }[],
) =>
  new VemError(
    `Checkpoints "${directory}": a run resumes from a whole checkpoint, found ${found.length} and none whole.\n${found.map(unusable).join('\n')}\nRestore the folder from a copy, or start the run anew.`,
    {
      code: 'VEM_RESUME_NONE_WHOLE',
      path: directory,
      received: found.map(({ error }) => error.code),
      cause: found[0]?.error,
    },
  );

/** What is said of a checkpoint that is passed over. */
export const unusable = ({
  checkpoint,
  error,
}: {
  readonly checkpoint: { readonly directory: string };
  readonly error: VemError;
}): string => `Checkpoint "${checkpoint.directory}" cannot be used (${error.code}): ${error.message}`;

/** It would go on, but not to the same numbers. */
export const inexact = (directory: string, reasons: readonly string[]) =>
  new VemError(
    `Checkpoint "${directory}": a run resumes bit for bit under the conditions that it ran under, but ${reasons.join('; ')}. Resume it where it ran, or accept other numbers: \`allowInexact\`, \`--allow-inexact\`.`,
    { code: 'VEM_RESUME_INEXACT', path: directory, received: reasons, hint: 'allowInexact: true', exitStatus: USAGE },
  );

/** The run is composed of something else than the stored one. */
export const otherConfiguration = (directory: string, path: string, stored: unknown, received: unknown) =>
  new VemError(
    `Checkpoint "${directory}", "${path}": a run resumes with the configuration that it was stored with, ${JSON.stringify(stored)}, received ${JSON.stringify(received)}. Give the same slots and options; to begin from its parameters only use \`initialise\`.`,
    { code: 'VEM_RESUME_CONFIGURATION', path, received, exitStatus: USAGE },
  );

/** A stored policy was given where a run's checkpoint is needed. */
export const notAWholeRun = (directory: string, found: string) =>
  new VemError(
    `Checkpoint "${directory}": a run resumes from all that it remembered, found ${found}. A stored policy can act and begin another run (\`initialise\`), but not go on.`,
    { code: 'VEM_RESUME_NOT_A_RUN', path: directory, received: found, exitStatus: USAGE },
  );

export const keepInvalid = (received: unknown) =>
  new VemError(
    `Option "keep": at least 2 checkpoints are kept, so that one is whole at any time, received ${JSON.stringify(received)}. Give a whole number from 2 on.`,
    { code: 'VEM_CHECKPOINT_KEEP', path: 'keep', received, exitStatus: USAGE },
  );
