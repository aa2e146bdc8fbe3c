export { listCheckpoints, retainCheckpoints, type StoredCheckpoint } from './checkpoint/folder.js';
export { readRunConfig } from './checkpoint/readRunConfig.js';
export { parseJson } from './files/parseJson.js';
export { VEM_VERSION } from './files/version.js';
export { type FromRunOptions, fromRun, type ParameterSource } from './initialise/fromRun.js';
export type { Initialise } from './initialise/initialise.js';
export { assessPolicy, evaluatePolicy, loadPolicy, Policy } from './policy/loadPolicy.js';
export type * from './runConfig.js';
export * from './trajectories/index.js';
