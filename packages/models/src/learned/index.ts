export { ensemble } from './ensemble.js';
