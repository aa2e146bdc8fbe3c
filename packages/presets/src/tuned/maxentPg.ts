import { optimality } from '@vem/likelihoods';
import { fixedTemperature } from '@vem/posteriors';
import { episodes } from '@vem/training';
import { rewardToGo, stateValue } from '@vem/values';
import { network } from './onPolicy.js';

/** Seed settings of the course report: four layers of 16 leaky ReLUs. */
export const small = { hidden: [16, 16, 16, 16], activation: 'leakyRelu' as const };

/** The course report's policy: learned variances did worse there. */
export const fixedDeviation = {
  ...small,
  deviation: 'fixed' as const,
  units: 'environment' as const,
  initialStd: 0.5,
};

const EPISODE = 100;

/**
 * The report's point mass: episodes of 100 steps, undiscounted, rewards divided by as many, 50 side by side. A fixed σ has a fixed
 * entropy, so that α only adds noise: it is little against rewards of some 1e-3 per step.
 */
export const pointMass = {
  description: 'PointMass2D, the course report: 4×16 units, σ = ½, rewards divided by the length of an episode',
  run: { environments: 50 },
  changes: () => ({
    likelihood: optimality({ rewardScale: 1 / EPISODE }),
    temperature: fixedTemperature({ alpha: 1e-5 }),
    valueEstimator: stateValue({ ...small, learningRate: 1e-3 }),
    returns: rewardToGo({ baseline: 'learned', discount: 1, truncationAsTermination: true }),
    data: episodes({ perEnvironment: 1, length: EPISODE }),
  }),
};

export const cartPole = {
  policy: { ...network.policy, learningRate: 3e-3 },
  value: { ...network.value, learningRate: 1e-2 },
};
