export { type DensityLoss, trainedOutcome } from './trained.js';
