import { VemError } from '@vem/framework';

/** A list of probabilities that does not fit the environment's actions. */
export const probabilitiesCount = (expected: number, received: number) =>
  new VemError(
    `Slot "prior", option "probabilities": the environment has ${expected} actions, received ${received} probabilities. Give one for each action, in order.`,
    { code: 'VEM_PRIOR_SIZE', slot: 'prior', path: 'probabilities', received, exitStatus: 2 },
  );
