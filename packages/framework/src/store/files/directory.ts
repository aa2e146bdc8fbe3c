/** Checkpoints: directories that are written as a whole and verified when they are read. */
export type { FileContent } from './files.js';
export type { Manifest } from './manifest.js';
export { parseJson } from './parseJson.js';
export { type Checkpoint, type ReadOptions, readCheckpoint, readManifest } from './readCheckpoint.js';
export { type CheckpointContent, writeCheckpoint } from './writeCheckpoint.js';
