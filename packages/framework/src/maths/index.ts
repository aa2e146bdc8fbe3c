export { assertShapes, assertStretches } from './assertShape.js';
export { type RatioBounds, retrace, vTrace } from './correctedReturns.js';
export { decoupledDivergences } from './decoupledDivergences.js';
export { klDualLoss } from './klDual.js';
export { leaveOneOut } from './leaveOneOut.js';
export {
  distinctInOrder,
  effectiveSampleSize,
  type Moments,
  normalisedWeights,
  particleAt,
  type SoundWeights,
  soundWeights,
  systematicPositions,
  weightedMoments,
} from './particles.js';
export { approximateKl, clipFraction, clippedSurrogate, sampledKl, truncatedRatio } from './ratios.js';
export { clippedDistance, type Distance, explainedVariance, halfSquare, huber } from './regression.js';
export {
  type Course,
  type Decay,
  generalisedAdvantages,
  lambdaReturns,
  nStepReturns,
  temporalDifferences,
} from './returns.js';
export { reverseScan, windowScan } from './reverseScan.js';
export { averageOverRows, meanOverRows, type WeightedRows } from './rowMeans.js';
export { softMaximiser, softMaximum, softMean, type Tempered, tempered } from './softMaximum.js';
export { standardised } from './standardised.js';
export { type TopWeights, topWeights } from './topWeights.js';
export { type WeightsByRow, weightsByRow } from './weightsByRow.js';
