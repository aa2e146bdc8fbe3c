export { optimality } from './optimality.js';
