export { batchNormGaussian } from './batchNormGaussian.js';
export { categorical } from './categorical.js';
export { deterministic } from './deterministic.js';
export { gaussian } from './gaussian.js';
export { hierarchicalGaussian } from './hierarchicalGaussian.js';
export { tanhGaussian } from './tanhGaussian.js';
