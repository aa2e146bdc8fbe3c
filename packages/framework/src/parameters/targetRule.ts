import { z } from 'zod';

/**
 * The option that says how a target copy follows what is learned.
 *
 * @param updates - default of `copyEvery`; @param source - where that comes from
 */
export const targetRule = (updates: number, source: string) =>
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('copyEvery'),
      updates: z.int().positive().default(updates).describe(`updates between copies; ${updates} in ${source}`),
    }),
    z.strictObject({
      kind: z.literal('polyak'),
      tau: z
        .number()
        .positive()
        .max(1)
        .default(0.005)
        .describe('share by which the copy moves; .005 in Haarnoja et al. 2018, arXiv:1812.05905, table 1'),
      every: z
        .int()
        .positive()
        .optional()
        .describe('updates between moves; unset: 1. 2 in Fujimoto et al. 2018, arXiv:1802.09477, algorithm 1'),
    }),
    z.strictObject({
      kind: z.literal('perRollout'),
      rollouts: z
        .int()
        .positive()
        .default(1)
        .describe('roll-outs between copies, made once a roll-out was learned from to its end'),
    }),
  ]);
