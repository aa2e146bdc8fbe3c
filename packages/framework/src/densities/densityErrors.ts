import { VemError } from '@vem/compiler';

export const preSquashMissing = () =>
  new VemError(
    'A squashed density was asked for the probability of actions without their pre-squash values: atanh of a stored action loses precision near ±1. Keep `preSquash_SBA` with the sample.',
    { code: 'VEM_PRESQUASH_MISSING' },
  );

export const noCommonMeasure = (belief: readonly string[], prior: readonly string[]) =>
  new VemError(
    `Posterior in ${belief.join(' or ')} against prior in ${prior.join(' or ')}: a ratio of densities needs a common space.`,
    {
      code: 'VEM_SPACE_MISMATCH',
      slot: 'prior',
      received: prior.join(', '),
    },
  );

export const capabilityAbsent = (what: string) =>
  new VemError(
    `A density was asked for "${what}", which it does not have. The plugin that asks should declare it under \`requires\`.`,
    {
      code: 'VEM_DENSITY_CAPABILITY',
      received: what,
    },
  );
