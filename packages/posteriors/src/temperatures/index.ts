export { bellmanResidual } from './bellmanResidual.js';
export { fixedTemperature } from './fixed.js';
export { inverseLinear } from './inverseLinear.js';
export { klDual } from './klDual.js';
export { ofValue } from './ofValue.js';
export { scheduledTemperature } from './scheduled.js';
export { targetEntropy } from './targetEntropy.js';
export { targetKl } from './targetKl.js';
