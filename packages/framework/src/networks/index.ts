export type { Activation } from './activations.js';
export { constant, fanInUniform, glorotUniform, lecunNormal, orthogonal, zeros } from './initialisers.js';
export { type InitialiserName, Mlp, type MlpShape, type NetworkShape } from './mlp.js';
export { type NetworkDefaults, networkOf, networkOptions } from './networkOptions.js';
