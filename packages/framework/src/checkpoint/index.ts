export { listCheckpoints, retainCheckpoints, type StoredCheckpoint } from './folder.js';
