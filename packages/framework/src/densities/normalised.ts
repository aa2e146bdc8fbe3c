import type { Density } from '../slots/density.js';

/** The density itself or, of a potential such as p^c, the normalised one that it is made from: what M-steps fit. */
export const normalisedOf = (density: Density): Density => density.base ?? density;
