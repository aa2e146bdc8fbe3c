export type { Listener } from './listeners.js';
export type * from './report.js';
export { Run } from './run.js';
