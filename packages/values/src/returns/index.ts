export { generalisedAdvantages } from './generalisedAdvantages.js';
export { inferredDynamics } from './inferredDynamics.js';
export { nStep } from './nStep.js';
export { oneStep } from './oneStep.js';
export { vTrace } from './vTrace.js';
