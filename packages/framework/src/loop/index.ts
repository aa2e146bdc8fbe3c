export { evaluate, type SinglePolicy } from './evaluate.js';
export type { EvaluateOptions, Evaluation } from './evaluation.js';
export { iterate } from './iteration.js';
export { Pipeline } from './pipeline.js';
