export { adaptiveImportance } from './adaptiveImportance.js';
export { crossEntropy } from './crossEntropy.js';
export { gradientGaussian } from './gradientGaussian.js';
