export { generalisedAdvantages } from './generalisedAdvantages.js';
export { inferredDynamics } from './inferredDynamics.js';
export { nStep } from './nStep.js';
export { oneStep } from './oneStep.js';
export { retrace } from './retrace.js';
export { rewardToGo } from './rewardToGo.js';
export { sequenceVTrace } from './sequenceVTrace.js';
export { vTrace } from './vTrace.js';
