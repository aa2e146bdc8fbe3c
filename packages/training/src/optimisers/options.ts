import { schedulable } from '@vem/framework';
import { z } from 'zod';

/** The option for the step size: a number above 0, or one that moves, maybe to 0. */
export const learningRate = (fallback: number, meaning: string) =>
  schedulable(z.number().positive(), z.number().nonnegative()).default(fallback).describe(meaning);

/** Largest norm of one group's gradient. */
export const clipNorm = z
  .number()
  .positive()
  .optional()
  .describe(
    'largest norm of the gradient of each group that declares none of its own; longer ones are scaled down to it; unset: none. 40 in the public code of Hoffman et al. 2020, arXiv:2006.00979',
  );

/** Largest norm of the gradient of a whole step. */
export const stepNorm = z
  .number()
  .positive()
  .optional()
  .describe(
    'largest norm of the gradient over all groups of an optimiser step together; longer ones are scaled down to it; unset: none. .5 over policy and value in the public code of Schulman et al. 2017, arXiv:1707.06347',
  );
