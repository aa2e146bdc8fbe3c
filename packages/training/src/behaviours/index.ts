export { noisyMode } from './noisyMode.js';
export { samplePosterior } from './samplePosterior.js';
export { samplePrior } from './samplePrior.js';
