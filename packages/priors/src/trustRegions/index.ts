export { adaptivePenalty } from './adaptivePenalty.js';
export { averageKl } from './averageKl.js';
export { categoricalKl } from './categoricalKl.js';
export { decoupledGaussian } from './decoupledGaussian.js';
