export { adam } from './adam.js';
export { perGroup } from './perGroup.js';
export { rmsProp } from './rmsProp.js';
export { sgd } from './sgd.js';
