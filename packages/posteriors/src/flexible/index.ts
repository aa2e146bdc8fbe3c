export { normalizingFlow } from './flow/normalizingFlow.js';
export { gaussianMixture } from './gaussianMixture.js';
export { latentGaussian } from './latentGaussian.js';
