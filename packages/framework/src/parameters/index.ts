export { type GroupOptions, type Initialiser, ParameterGroup, type TargetRule } from './group.js';
export { LOWEST_RAW, positive, rawOfPositive } from './positive.js';
export { ParameterStore } from './store.js';
export { targetRule } from './targetRule.js';
export type { ParameterView } from './views.js';
