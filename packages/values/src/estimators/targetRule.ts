import { z } from 'zod';

/** How a target copy follows what is learned. */
export const targetRule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('copyEvery'),
    updates: z
      .int()
      .positive()
      .default(1000)
      .describe('updates between copies; 1000 in the public code of Haarnoja et al. 2017, arXiv:1702.08165'),
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
