export { type ExpertOptions, expertPolicy } from './expert.js';
export { horizonOf, horizonOption } from './horizon.js';
export { modelNotDeclared } from './knownErrors.js';
export { ObservedSteps } from './observedSteps.js';
export { ObservedTable, type ObservedTableShape } from './observedTable.js';
export { type ShownVisits, shownVisits } from './shownVisits.js';
export { type TrajectoryFlow, trajectoryFlow } from './trajectoryFlow.js';
