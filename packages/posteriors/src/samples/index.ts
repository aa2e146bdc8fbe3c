export { batchWeights } from './batchWeights.js';
export { steinSampler } from './steinSampler.js';
export { weights } from './weights.js';
