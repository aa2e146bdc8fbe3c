export { evaluate, type SinglePolicy } from './evaluate.js';
export type { EvaluateOptions, Evaluation } from './evaluation.js';
export type { Examination, Examined } from './examine.js';
export { iterate } from './iteration.js';
export { Pipeline } from './pipeline.js';
export type { TaskScore } from './taskReturns.js';
