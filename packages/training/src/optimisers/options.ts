import { z } from 'zod';

/** The option of optimisers that limit the gradient of a whole step. */
export const stepNorm = z
  .number()
  .positive()
  .optional()
  .describe(
    'largest norm of the gradient over all groups of an optimiser step together; longer ones are scaled down to it. Unset: none. .5 over policy and value in the public code of Schulman et al. 2017, arXiv:1707.06347',
  );
