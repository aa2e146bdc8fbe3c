export { listCheckpoints, retainCheckpoints, type StoredCheckpoint } from './folder.js';
export { readRunConfig } from './readRunConfig.js';
