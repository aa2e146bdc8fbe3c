import { VemError } from '@vem/framework';

export const entropyUnknown = (spaces: readonly string[]) =>
  new VemError(
    `Slot "gradientEstimator": the posterior (in ${spaces.join(', ') || 'no space'}) has no entropy in closed form, which estimators that score recorded actions need. Take a posterior of finite probabilities or a Gaussian.`,
    { code: 'VEM_ENTROPY_UNKNOWN', slot: 'gradientEstimator', received: spaces.join(', ') },
  );

export const divergenceUnknown = () =>
  new VemError(
    'Slot "gradientEstimator", option "costs": "priorKl" needs KL(posterior ‖ prior) in closed form, which this pair of densities does not have. Set "costs" to "entropy", or take a prior of the posterior\'s kind.',
    { code: 'VEM_DIVERGENCE_UNKNOWN', slot: 'gradientEstimator', path: 'costs', received: 'priorKl' },
  );
