export {
  DEMONSTRATIONS_REQUIRE,
  DemonstrationLikelihood,
  demonstrationOptions,
  type KnownWorld,
  type LearnedPart,
} from './demonstrationLikelihood.js';
export { type ExpertOptions, expertPolicy } from './expert.js';
export { horizonOf, horizonOption } from './horizon.js';
export { modelNotDeclared } from './knownErrors.js';
export { observedStates } from './observedStates.js';
export { ObservedSteps } from './observedSteps.js';
export { ObservedTable, type ObservedTableShape } from './observedTable.js';
export { type Features, type FeaturesOf, featureTable, linearScores, type PairScores } from './pairScores.js';
export { type ShownVisits, shownVisits } from './shownVisits.js';
export { type TrajectoryFlow, trajectoryFlow } from './trajectoryFlow.js';
