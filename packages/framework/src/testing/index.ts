export { checkPosterior } from './checkPosterior.js';
export { checkPrior } from './checkPrior.js';
export type { Conditions } from './subject.js';
