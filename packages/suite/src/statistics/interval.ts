/** Lower and upper end. */
export type Interval = readonly [low: number, high: number];

/** Probability that an interval covers, where nothing else is said. */
export const LEVEL = 0.95;
