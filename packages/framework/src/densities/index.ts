export { categoricalDensity, categoricalKl, categoricalLogProb } from './categorical.js';
export { gaussianDensity, type Squash } from './gaussian.js';
export { gaussianKl, gaussianLogProb, tanhLogDeterminant } from './gaussianMaths.js';
export { logProbOf, logRatio, measureOf, sampleOf } from './ratio.js';
export { type ReferenceMeasure, uniformDensity, uniformLogDensity } from './uniform.js';
