export { horizonOf, horizonOption } from './horizon.js';
export { modelNotDeclared } from './knownErrors.js';
export { ObservedSteps } from './observedSteps.js';
export { ObservedTable, type ObservedTableShape } from './observedTable.js';
