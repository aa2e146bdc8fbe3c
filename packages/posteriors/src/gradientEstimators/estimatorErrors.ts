import { VemError } from '@vem/framework';

export const entropyUnknown = (spaces: readonly string[]) =>
  new VemError(
    `Slot "gradientEstimator": the posterior (in ${spaces.join(', ') || 'no space'}) has no entropy in closed form, which estimators that score recorded actions need. Take a posterior of finite probabilities or a Gaussian.`,
    { code: 'VEM_ENTROPY_UNKNOWN', slot: 'gradientEstimator', received: spaces.join(', ') },
  );

/** @param option - that asks for it; @param instead - its value that does not */
export const divergenceUnknown = (option: string, value: string, instead: string) =>
  new VemError(
    `Slot "gradientEstimator", option "${option}": "${value}" needs KL(posterior ‖ prior) in closed form, which this pair of densities does not have. Set "${option}" to "${instead}", or take a prior of the posterior's kind.`,
    { code: 'VEM_DIVERGENCE_UNKNOWN', slot: 'gradientEstimator', path: option, received: value },
  );
