export { fixedCategorical } from './fixedCategorical.js';
export { gaussian } from './gaussian.js';
export { hierarchicalGaussian } from './hierarchicalGaussian.js';
export { learnedCategorical } from './learnedCategorical.js';
export { learnedGaussian } from './learnedGaussian.js';
export { learnedTable } from './learnedTable.js';
export { previousPolicy } from './previousPolicy.js';
export { uniform } from './uniform.js';
