export { demonstrated } from './demonstrated.js';
export { distil } from './distil.js';
export { distilBound } from './distilBound.js';
export { snapshot } from './snapshot.js';
export { weightedMle } from './weightedMle.js';
