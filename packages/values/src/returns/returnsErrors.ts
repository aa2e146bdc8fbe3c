import { VemError } from '@vem/framework';

/** The exponential of a quadratic value, mixed with the end of the episode, is no exponential of a quadratic. */
export const absorbingNotQuadratic = () =>
  new VemError(
    'Slot "returns", plugin "inferred-dynamics": on a linear system the discount cannot be an absorbing state, as values would not be quadratic. Set discountAs to "contraction", or discount to 1 with a horizon.',
    { code: 'VEM_LINEAR_UNSOLVABLE', slot: 'returns', path: 'discountAs', exitStatus: 2 },
  );

export const entropyUnknown = (spaces: readonly string[]) =>
  new VemError(
    `Slot "returns", option "regularised": "entropy" needs a posterior with an entropy in closed form; this one (in ${spaces.join(', ') || 'no space'}) has none. Set "regularised" to "sampledKl", or take a posterior of finite probabilities or a Gaussian.`,
    { code: 'VEM_ENTROPY_UNKNOWN', slot: 'returns', path: 'regularised', received: spaces.join(', ') },
  );

export const divergenceUnknown = () =>
  new VemError(
    'Slot "returns", option "regularised": "priorKl" needs KL(posterior ‖ prior) in closed form, which this pair of densities does not have. Set "regularised" to "entropy" or "sampledKl", or take a prior of the posterior\'s kind.',
    { code: 'VEM_DIVERGENCE_UNKNOWN', slot: 'returns', path: 'regularised', received: 'priorKl' },
  );

export const scoreUnknown = (spaces: readonly string[]) =>
  new VemError(
    `Slot "returns", option "baseline": "optimal" weighs episodes by the scores of finite probabilities or Gaussians, which this posterior (in ${spaces.join(', ') || 'no space'}) is not. Choose another baseline, e.g. "timeMean".`,
    { code: 'VEM_SCORE_UNKNOWN', slot: 'returns', path: 'baseline', received: spaces.join(', ') },
  );
