export { categorical } from './categorical.js';
export { gaussian } from './gaussian.js';
export { tanhGaussian } from './tanhGaussian.js';
