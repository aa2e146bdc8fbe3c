export { adaptivePenalty } from './adaptivePenalty.js';
export { categoricalKl } from './categoricalKl.js';
export { decoupledGaussian } from './decoupledGaussian.js';
