import { z } from 'zod';

/** How an earlier copy follows what is learned. */
export const targetRule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('copyEvery'),
    updates: z
      .int()
      .positive()
      .default(100)
      .describe('updates between copies; 100 in the public code of Hoffman et al. 2020, arXiv:2006.00979'),
  }),
  z.strictObject({
    kind: z.literal('polyak'),
    tau: z
      .number()
      .positive()
      .max(1)
      .default(0.005)
      .describe(
        'share by which the copy moves after each update; .005 in Haarnoja et al. 2018, arXiv:1812.05905, table 1',
      ),
  }),
]);
