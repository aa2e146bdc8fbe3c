export { noisyMode } from './noisyMode.js';
export { particlePlanner } from './particlePlanner.js';
export { pathIntegralPlanner } from './pathIntegralPlanner.js';
export { sampleLatent } from './sampleLatent.js';
export { samplePosterior } from './samplePosterior.js';
export { samplePrior } from './samplePrior.js';
export { simulatorPlanner } from './simulatorPlanner.js';
