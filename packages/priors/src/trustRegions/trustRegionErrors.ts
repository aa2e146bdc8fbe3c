import { VemError } from '@vem/framework';

export const divergenceMissing = () =>
  new VemError(
    'Slot "trustRegion", plugin "adaptive-penalty": the posterior has no KL divergence from its earlier copy in closed form. Take a posterior of finite probabilities or a Gaussian.',
    { code: 'VEM_TRUST_REGION_DIVERGENCE', slot: 'trustRegion' },
  );
