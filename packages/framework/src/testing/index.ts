export { checkDataSource, type DataConditions } from './checkDataSource.js';
export { checkEnvironment, type EnvironmentConditions } from './checkEnvironment.js';
export { checkOptimiser, type OptimiserConditions } from './checkOptimiser.js';
export { checkPosterior } from './checkPosterior.js';
export { checkPrior } from './checkPrior.js';
export { checkSchedule } from './checkSchedule.js';
export type { Conditions } from './subject.js';
