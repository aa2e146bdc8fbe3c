export { batchWeights } from './batchWeights.js';
export { rankWeights } from './rankWeights.js';
export { recordedPlans } from './recordedPlans.js';
export { steinSampler } from './steinSampler.js';
export { weights } from './weights.js';
