export type * from './behaviour.js';
export type * from './data.js';
export type * from './density.js';
export type * from './optimiser.js';
export type * from './schedule.js';
export type * from './slots.js';
export type * from './stateful.js';
export type * from './step.js';
