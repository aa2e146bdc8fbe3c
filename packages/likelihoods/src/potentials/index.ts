export { linearPotential } from './linearPotential.js';
export { networkPotential } from './networkPotential.js';
