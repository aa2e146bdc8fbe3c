export {
  categoricalDensity,
  categoricalEntropy,
  categoricalKl,
  categoricalLogProb,
  categoricalMean,
} from './categorical.js';
export { closedEntropy, squaredScore } from './closedForm.js';
export { gaussianDensity } from './gaussian.js';
export { gaussianKl, gaussianLogProb, tanhLogDeterminant } from './gaussianMaths.js';
export { gumbelNoise } from './gumbel.js';
export { autoregressiveLatent, type HeldLatent, latentDensity } from './latent.js';
export { normalisedOf } from './normalised.js';
export { preSquashOf, type Squash } from './preSquash.js';
export { enumerationOf, gaussianOf, logProbOf, logRatio, measureOf, sampleOf } from './ratio.js';
export { recordedLogProb, recordedSample } from './recorded.js';
export { temperedCategorical } from './tempered.js';
export { type ReferenceMeasure, uniformDensity, uniformLogDensity } from './uniform.js';
export { weightedSampleOf } from './weighted.js';
