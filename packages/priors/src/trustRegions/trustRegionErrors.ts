import { VemError } from '@vem/framework';

/** @param otherwise - another way out, a sentence after a space */
export const divergenceMissing = (plugin: string, otherwise = '') =>
  new VemError(
    `Slot "trustRegion", plugin "${plugin}": the posterior has no KL divergence from its earlier copy in closed form. Take a posterior of finite probabilities or a Gaussian.${otherwise}`,
    { code: 'VEM_TRUST_REGION_DIVERGENCE', slot: 'trustRegion' },
  );
