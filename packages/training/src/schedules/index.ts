export { offPolicy } from './offPolicy.js';
