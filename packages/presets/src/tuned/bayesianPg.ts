import { bayesianGradient } from '@vem/training';

/** Linear in the observation, as the papers' policies are in their features: a kernel over paths wants few parameters. */
const linear = { hidden: [], initialiser: 'orthogonal' as const, outputGain: 0.01 };
export const policy = linear;
export const gaussianPolicy = { ...linear, deviation: 'parameter' as const, units: 'environment' as const };

/** Nobody has published scores of it on CartPole-v1: number of paths and bound were chosen on seeds 101 and 102. */
export const paths = { perEnvironment: 16, length: 500 };
export const bound = { bound: 0.02 };

/** G of the paths themselves, as in the papers. */
export const step = (options: Parameters<typeof bayesianGradient>[0] = {}) =>
  bayesianGradient({ fisher: 'paths', ...options });

/** σ² of the order of the entries of (1 + k)², which grow with the square of the number of parameters. */
export const products = { model: 'products', noiseVariance: 100 } as const;
