export { advantageScore } from './advantageScore.js';
export { clippedRatio } from './clippedRatio.js';
export { exactSumGradient } from './exactSum.js';
export { ratioGradient } from './ratio.js';
export { reparameterised } from './reparameterised.js';
export { stratified } from './stratified.js';
export { valueExpansion } from './valueExpansion.js';
export { valueGradient } from './valueGradient.js';
