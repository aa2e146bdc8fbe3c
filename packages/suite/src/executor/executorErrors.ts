import { VemError } from '@vem/framework';
import type { ErrorMessage } from './messages.js';

/** An error that a worker reported, made whole again. */
export const fromWorker = ({ message, ...details }: ErrorMessage) => new VemError(message, details);

export const runDied = (name: string, how: string, output: string) =>
  new VemError(
    `Run "${name}": its process ended ${how} before there was a result.${output === '' ? '' : ` Its last words: ${output}`}`,
    { code: 'VEM_RUN_DIED', received: how },
  );

export const runEnded = (name: string) =>
  new VemError(`Run "${name}": it was ended before there was a result; what there is is stored.`, {
    code: 'VEM_RUN_ENDED',
  });
