export { type GymnasiumOptions, gymnasium, gymnasiumFamily } from './plugin.js';
export { type BridgePart, describeBridge } from './python.js';
