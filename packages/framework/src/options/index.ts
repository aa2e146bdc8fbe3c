export { orderedRange } from './orderedRange.js';
