export { constant, fanInUniform, glorotUniform, zeros } from './initialisers.js';
export { type Activation, Mlp, type MlpShape } from './mlp.js';
