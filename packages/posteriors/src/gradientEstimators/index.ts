export { exactSumGradient } from './exactSum.js';
export { reparameterised } from './reparameterised.js';
