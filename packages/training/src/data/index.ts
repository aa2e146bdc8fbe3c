export { episodes } from './episodes.js';
export { replay } from './replay.js';
export { rollouts } from './rollouts.js';
