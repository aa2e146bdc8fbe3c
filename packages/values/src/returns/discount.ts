import { z } from 'zod';

/** The option of returns that discount. */
export const discount = z
  .number()
  .min(0)
  .max(1)
  .default(0.99)
  .describe('γ per environment step; .99 in Haarnoja et al. 2018, arXiv:1812.05905, table 1');
