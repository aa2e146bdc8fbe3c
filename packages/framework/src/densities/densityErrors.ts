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

export const latentMissing = (name: string, received: readonly string[]) =>
  new VemError(
    `A density with the latent variable "${name}" was asked for the joint probability of actions without it; received ${received.length === 0 ? 'none' : received.join(', ')}. Keep \`latents\` with the sample: record it beside the action.`,
    { code: 'VEM_LATENT_MISSING', received: received.join(', ') },
  );

/** Latent variables of one name that are not alike. */
export const latentsDiffer = (name: string, one: number, other: number) =>
  new VemError(
    `Latent variable "${name}": prior, posterior and behaviour have it in the same dimension, received ${one} and ${other}. Give their option \`latents\` the same value.`,
    { code: 'VEM_LATENTS_DIFFER', path: 'latents', received: `${one} and ${other}`, exitStatus: 2 },
  );
