export { restoreArray, storedNumber } from './restoreArray.js';
export { stateInvalid } from './stateErrors.js';
export type * from './stateful.js';
