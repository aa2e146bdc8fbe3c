import { z } from 'zod';

/** Two numbers, the lower end first. @param end - what each of them must be */
export const orderedRange = (end: z.ZodNumber = z.number()) =>
  z.tuple([end, end]).refine(([low, high]) => low <= high, 'the lower end comes first');
