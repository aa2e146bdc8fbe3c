export { filledPhases } from './phases.js';
