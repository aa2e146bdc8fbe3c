export { type Inference, type InferenceOptions, inferenceOf } from './inference.js';
export { type InferenceSummary, summaryOf } from './summary.js';
