import { definePlugin } from '@vem/framework';
import { z } from 'zod';

/** A temperature that falls geometrically over the run. */
export const annealed = definePlugin({
  slot: 'temperature',
  name: 'annealed',
  description: 'A temperature that falls from one value to another over the run',
  config: z.strictObject({
    from: z.number().positive().default(1).describe('α at the start, in reward units'),
    to: z.number().positive().default(0.01).describe('α at the end, in reward units'),
  }),
  inject: [],
  create: ({ from, to }) => ({
    scalars: ({ fraction }) => ({ alpha: from * (to / from) ** fraction }),
    program: (step) => ({
      alpha: () => step.scalar('alpha'),
      loss: () => ({ losses: [], metrics: { alpha: step.scalar('alpha') } }),
    }),
  }),
});
