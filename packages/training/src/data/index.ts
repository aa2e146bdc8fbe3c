export { demonstrations } from './demonstrations.js';
export { episodes } from './episodes.js';
export { latest } from './latest.js';
export { noExperience } from './noExperience.js';
export { recentRollouts } from './recentRollouts.js';
export { replay } from './replay.js';
export { rollouts } from './rollouts.js';
export { sequenceReplay } from './sequenceReplay.js';
