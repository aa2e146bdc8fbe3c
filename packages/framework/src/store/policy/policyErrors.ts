import { VemError } from '@vem/compiler';

const USAGE = 2;

export const notAPolicy = (directory: string, found: string) =>
  new VemError(
    `Checkpoint "${directory}": expected a stored policy, found ${found}. Give the \`checkpoint\` folder of a finished run.`,
    {
      code: 'VEM_POLICY_NOT_A_POLICY',
      path: directory,
      received: found,
    },
  );

export const mannerNotStored = (directory: string, manner: string, known: readonly string[]) =>
  new VemError(`Policy "${directory}": it cannot act by "${manner}"; it was stored with ${known.join(', ')}.`, {
    code: 'VEM_POLICY_MANNER',
    path: directory,
    received: manner,
    exitStatus: 2,
  });

export const parameterNotStored = (name: string) =>
  new VemError(
    `Stored policy: its graph reads parameter "${name}", which the checkpoint does not hold. The checkpoint is incomplete; save the run again.`,
    {
      code: 'VEM_POLICY_INCOMPLETE',
      path: name,
    },
  );

export const parameterShape = (name: string, expected: readonly number[], received: readonly number[]) =>
  new VemError(
    `Stored policy: its graph takes parameter "${name}" as [${expected.join(', ')}], the checkpoint holds it as [${received.join(', ')}]. Graphs and parameters are not of the same run; copy the checkpoint again as a whole.`,
    { code: 'VEM_POLICY_SHAPE', path: name, received },
  );

export const parameterType = (name: string) =>
  new VemError(
    `Stored policy: parameters are single-precision numbers, and the checkpoint holds "${name}" as another type. It was changed after it was written; copy the checkpoint again as a whole.`,
    { code: 'VEM_POLICY_SHAPE', path: name },
  );

/** A graph that is not made for the observations and actions that the checkpoint speaks of. */
export const graphShape = (directory: string, edge: string, expected: number, received: readonly number[]) =>
  new VemError(
    `Policy "${directory}": its graph must have "${edge}" with ${expected} numbers, as the manifest says, received [${received.join(', ')}]. Graph and manifest are not of the same run; copy the checkpoint again as a whole.`,
    { code: 'VEM_POLICY_SHAPE', path: edge, received },
  );

/** ONNX Runtime does not take the stored graph, or it fails while it runs. */
export const graphUnusable = (directory: string, cause: unknown) => {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new VemError(
    `Policy "${directory}": its graph must be one that \`save\` or \`--out\` wrote, and ONNX Runtime cannot run it: ${reason.slice(0, 300)}. It was changed after it was written, or another version of vem wrote it; copy the checkpoint again as a whole.`,
    { code: 'VEM_POLICY_GRAPH', path: directory, cause },
  );
};

/** The policy is to act in an environment that it was not trained for. */
export const otherSpaces = (
  directory: string,
  environment: string,
  { what, expected, received }: { readonly what: string; readonly expected: unknown; readonly received: unknown },
) =>
  new VemError(
    `Policy "${directory}": it acts in environments like the one that it was trained in; ${what} must be ${JSON.stringify(expected)}, but environment "${environment}" has ${JSON.stringify(received)}. Give the environment of its run, with the same options and version.`,
    { code: 'VEM_POLICY_SPACES', path: what, received, exitStatus: USAGE },
  );

export const observationNotFinite = (index: number, received: unknown) =>
  new VemError(
    `Policy: an observation is made of finite numbers of single precision, received ${String(received)} at entry ${index}. Check where it comes from.`,
    { code: 'VEM_POLICY_OBSERVATION', path: String(index), received, exitStatus: USAGE },
  );

export const actionNotFinite = (directory: string, observation: readonly number[]) =>
  new VemError(
    `Policy "${directory}": an action is made of numbers, but its networks give NaN for the observation [${observation.slice(0, 8).join(', ')}${observation.length > 8 ? ', …' : ''}]. Use an earlier checkpoint, or an observation like those of the training.`,
    { code: 'VEM_POLICY_ACTION', path: directory, received: 'NaN' },
  );

export const wrongObservation = (expected: number, received: number) =>
  new VemError(`Policy: an observation has ${expected} numbers, received ${received}.`, {
    code: 'VEM_POLICY_OBSERVATION',
    received,
    exitStatus: 2,
  });
