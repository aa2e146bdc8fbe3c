export { iterativeGaussian } from './iterativeGaussian.js';
