export { exactCategorical } from './exactCategorical.js';
export { exactGaussian } from './exactGaussian.js';
export { linearGaussian } from './linearGaussian.js';
export { tablePolicy } from './tablePolicy.js';
