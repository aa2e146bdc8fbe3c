export { everyBatch } from './everyBatch.js';
export { offPolicy } from './offPolicy.js';
