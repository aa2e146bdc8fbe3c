import { VemError } from '@vem/compiler';
import { CAUSES } from '../programs/programErrors.js';

export const trainOption = (method: string, path: string, rule: string, received: unknown, meant: string | undefined) =>
  new VemError(
    `Option "${path}" of \`${method}\`: ${rule}, received ${JSON.stringify(received) ?? String(received)}.${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    { code: 'VEM_RUN_OPTION', path, received, exitStatus: 2 },
  );

export const parameterNotFinite = (tensor: string, updates: number) =>
  new VemError(
    `Slot "${tensor.split(/[/@]/)[0]}": parameter "${tensor}" became NaN or infinite by update ${updates}. ${CAUSES}`,
    { code: 'VEM_NOT_FINITE', slot: tensor.split(/[/@]/)[0], path: tensor, hint: CAUSES },
  );

export const failedRun = (cause: unknown) =>
  new VemError(
    `This run failed in the middle of a step, so it can neither go on nor be stored: ${cause instanceof Error ? cause.message : String(cause)} Resume it from its last checkpoint.`,
    { code: 'VEM_RUN_FAILED', cause },
  );

export const disposedRun = () =>
  new VemError('This run was disposed; compose a new one.', { code: 'VEM_RUN_DISPOSED' });
