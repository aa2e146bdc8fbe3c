export { assess, type SinglePolicy } from './assess.js';
export { iterate } from './iteration.js';
export type { Listener } from './listeners.js';
export { filledPhases } from './phases.js';
export { Pipeline } from './pipeline.js';
export type * from './report.js';
export { Run } from './run.js';
