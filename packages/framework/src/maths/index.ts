export { assertShapes } from './assertShape.js';
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
