export { adam } from './adam.js';
export { bayesianGradient } from './bayesianGradient.js';
export { constrainedStep } from './constrainedStep.js';
export { naturalGradient } from './naturalGradient.js';
export { perGroup } from './perGroup.js';
export { quasiNewton } from './quasiNewton.js';
export { rmsProp } from './rmsProp.js';
export { sgd } from './sgd.js';
