export { assertShapes } from './assertShape.js';
export { approximateKl, clipFraction, clippedSurrogate } from './ratios.js';
export { halfSquare, huber } from './regression.js';
export {
  type Course,
  type Decay,
  generalisedAdvantages,
  lambdaReturns,
  nStepReturns,
  type Truncation,
  temporalDifferences,
  vTrace,
} from './returns.js';
export { reverseScan, windowScan } from './reverseScan.js';
export { softMaximiser, softMaximum } from './softMaximum.js';
export { standardised } from './standardised.js';
export { type TopWeights, topWeights } from './topWeights.js';
