import { z } from 'zod';

/** Two numbers, the lower end first. */
export const orderedRange = () =>
  z.tuple([z.number(), z.number()]).refine(([low, high]) => low <= high, 'the lower end comes first');
