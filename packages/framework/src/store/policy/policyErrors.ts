import { VemError } from '@vem/compiler';

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

export const wrongObservation = (expected: number, received: number) =>
  new VemError(`Policy: an observation has ${expected} numbers, received ${received}.`, {
    code: 'VEM_POLICY_OBSERVATION',
    received,
    exitStatus: 2,
  });
