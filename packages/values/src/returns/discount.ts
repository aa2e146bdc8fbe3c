import { z } from 'zod';

/** The option of returns that discount. */
export const discount = z
  .number()
  .min(0)
  .max(1)
  .default(0.99)
  .describe('γ per environment step; .99 in Haarnoja et al. 2018, arXiv:1812.05905, table 1');

/** What a discount means to inference: where episodes may end by themselves, the readings give different policies. */
export type DiscountReading = 'absorbing' | 'contraction' | 'factor';

/** α log γ that each step costs where the discount is a factor of the joint probability; 0 elsewhere. */
export const costPerStep = (reading: DiscountReading, gamma: number, alpha: number): number =>
  reading === 'factor' ? alpha * Math.log(gamma) : 0;

/** What is left of the worth of the next state. */
export const keptOf = (reading: DiscountReading, gamma: number): number => (reading === 'factor' ? 1 : gamma);
