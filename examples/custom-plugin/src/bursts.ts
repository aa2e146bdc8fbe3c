import { definePlugin } from '@vem/framework';
import { z } from 'zod';

/** As many updates as steps, but many at once: the environment is left alone while the networks learn. */
export const bursts = definePlugin({
  slot: 'schedule',
  name: 'bursts',
  description: 'As many updates as environment steps, every so many steps at once',
  source: { title: 'Achiam 2018, Spinning Up in Deep RL', where: 'update_every' },
  config: z.strictObject({
    every: z.int().positive().default(50).describe('environment steps between bursts; 50 in Spinning Up'),
  }),
  inject: [],
  create: ({ every }) => ({
    steps: [['value'], ['eStep', 'temperature']],
    updatesDue: ({ envSteps }, newEnvSteps, batchesLeft) =>
      Math.min(every * (Math.floor(envSteps / every) - Math.floor((envSteps - newEnvSteps) / every)), batchesLeft),
  }),
});
