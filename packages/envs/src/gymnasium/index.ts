export { type GymnasiumOptions, gymnasium, gymnasiumFamily } from './plugin.js';
export { allowModuleOf, type BridgePart, describeBridge, moduleAllowed } from './python.js';
