import { VemError } from '@vem/compiler';
import { didYouMean } from '../composition/suggest.js';

export const emptySlotUsed = (slot: string) =>
  new VemError(
    `Slot "${slot}": it is empty, and another slot's program asked for it. Fill it, or declare the need under \`requires\`.`,
    {
      code: 'VEM_SLOT_MISSING',
      slot,
      exitStatus: 2,
    },
  );

export const noBatchWhileActing = (slot: string) =>
  new VemError(
    `Slot "${slot}": its program reads \`batch\` while acting. Actions may depend on the observation, parameters and noise only.`,
    {
      code: 'VEM_BATCH_WHILE_ACTING',
      slot,
    },
  );

export const unknownScalar = (slot: string, name: string, known: readonly string[]) =>
  new VemError(
    `Slot "${slot}": \`scalar("${name}")\` was read, but its \`scalars()\` does not give it.${didYouMean(name, known)}`,
    {
      code: 'VEM_SCALAR_UNKNOWN',
      slot,
      received: name,
    },
  );

export const phaseWithoutLoss = (phase: string, slot: string) =>
  new VemError(`Schedule: phase "${phase}" is asked for, but slot "${slot}" is empty.`, {
    code: 'VEM_PHASE_WITHOUT_SLOT',
    slot,
    received: phase,
    exitStatus: 2,
  });

export const notFinite = (where: string, name: string, updates: number) =>
  new VemError(
    `Slot "${where}": "${name}" became NaN or infinite at update ${updates}. Usual causes: a learning rate that is too high, rewards of very large scale, or a temperature that ran away.`,
    { code: 'VEM_NOT_FINITE', slot: where, path: name },
  );

export const disposedRun = () =>
  new VemError('This run was disposed; compose a new one.', { code: 'VEM_RUN_DISPOSED' });
