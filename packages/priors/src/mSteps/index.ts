export { distil } from './distil.js';
export { snapshot } from './snapshot.js';
export { weightedMle } from './weightedMle.js';
