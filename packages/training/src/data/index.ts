export { replay } from './replay.js';
export { rollouts } from './rollouts.js';
