import { didYouMean, VemError } from '@vem/framework';

export const unknownPart = (name: string, known: readonly string[]) =>
  new VemError(`Slot "prior", option "view": the observation has no part "${name}".${didYouMean(name, known)}`, {
    code: 'VEM_VIEW_UNKNOWN',
    slot: 'prior',
    path: 'view',
    received: name,
    hint: `Parts: ${known.join(', ')}.`,
    exitStatus: 2,
  });
