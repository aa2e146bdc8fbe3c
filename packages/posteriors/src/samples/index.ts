export { steinSampler } from './steinSampler.js';
export { weights } from './weights.js';
