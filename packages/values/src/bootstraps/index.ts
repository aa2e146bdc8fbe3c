export { exactSum } from './exactSum.js';
export { expectation } from './expectation.js';
export { gaussianLogSumExp } from './gaussianLogSumExp.js';
export { logSumExp } from './logSumExp.js';
export { sampledLogSumExp } from './sampledLogSumExp.js';
export { smoothedPolicy } from './smoothedPolicy.js';
export { stateValues } from './stateValues.js';
