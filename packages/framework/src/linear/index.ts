export { type GaussianMarginal, gaussianMarginals } from './marginals.js';
export {
  identity,
  inverse,
  type Matrix,
  matrix,
  product,
  scaled,
  sumOf,
  symmetric,
  trace,
  transposed,
} from './matrices.js';
export {
  type ConditionedNoise,
  conditionedNoise,
  expectedQuadratic,
  type GaussianPrior,
  type LinearGaussianPolicy,
  likeliestQuadratic,
  nothingAfter,
  type QuadraticActionValue,
  type QuadraticValue,
  softMaximumQuadratic,
} from './quadratic.js';
export type { LinearSystem } from './system.js';
