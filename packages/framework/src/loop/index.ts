export { assess, type SinglePolicy } from './assess.js';
export type { Assessment, EvaluateOptions } from './assessment.js';
export { iterate } from './iteration.js';
export { Pipeline } from './pipeline.js';
