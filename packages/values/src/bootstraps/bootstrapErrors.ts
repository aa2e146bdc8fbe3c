import { VemError } from '@vem/framework';

export const divergenceUnknown = () =>
  new VemError(
    'Slot "bootstrap", option "regularised": "closedForm" needs KL(posterior ‖ prior) in closed form, which this pair of densities does not have. Set "regularised" to "sampledKl", or take a prior of the posterior\'s kind.',
    { code: 'VEM_DIVERGENCE_UNKNOWN', slot: 'bootstrap', path: 'regularised', received: 'closedForm' },
  );
