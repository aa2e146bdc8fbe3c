export { exactCategorical } from './exactCategorical.js';
export { exactGaussian } from './exactGaussian.js';
export { tablePolicy } from './tablePolicy.js';
