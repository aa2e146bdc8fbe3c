export { type FromRunOptions, fromRun, type ParameterSource } from './fromRun.js';
export { type GroupOptions, ParameterGroup, type TargetRule } from './group.js';
export type { Initialise } from './initialise.js';
export { constant, fanInUniform, glorotUniform, type Initialiser, zeros } from './initialisers.js';
export { type Activation, Mlp, type MlpShape } from './mlp.js';
export { LOWEST_RAW, positive, rawOfPositive } from './positive.js';
export { ParameterStore, type ParameterView } from './store.js';
