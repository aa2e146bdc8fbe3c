export { beforeActing } from './beforeActing.js';
export { everyBatch } from './everyBatch.js';
export { offPolicy } from './offPolicy.js';
