import { definePlugin } from '@vem/framework';
import { z } from 'zod';

/** α that falls to a second value after a number of updates: a number that changes over time, as programs must see it. */
export const scheduledTemperature = definePlugin({
  slot: 'temperature',
  name: 'scheduled',
  description: 'Two temperatures, one after the other',
  config: z.strictObject({
    first: z.number().positive().describe('α at the start, in reward units'),
    second: z.number().positive().describe('α after the change, in reward units'),
    updates: z.int().positive().describe('updates before the change'),
  }),
  inject: [],
  create: ({ first, second, updates }) => ({
    scalars: (progress) => ({ alpha: progress.updates < updates ? first : second }),
    program: (step) => ({
      alpha: () => step.scalar('alpha'),
      loss: () => ({ losses: [], metrics: { alpha: step.scalar('alpha') } }),
    }),
  }),
});
