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

/** A list of probabilities that does not fit the environment's actions. */
export const probabilitiesCount = (expected: number, received: number) =>
  new VemError(
    `Slot "prior", option "probabilities": the environment has ${expected} actions, received ${received} probabilities. Give one for each action, in order.`,
    { code: 'VEM_PRIOR_SIZE', slot: 'prior', path: 'probabilities', received, exitStatus: 2 },
  );
