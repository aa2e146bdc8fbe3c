export { knownLinear } from './knownLinear.js';
export { knownTables } from './knownTables.js';
