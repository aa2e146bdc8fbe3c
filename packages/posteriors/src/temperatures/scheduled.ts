import { definePlugin, movingOptions, valueAt } from '@vem/framework';
import { z } from 'zod';

const alpha = z.number().positive();

/** α moves from one value to another, whatever is learned meanwhile. */
export const scheduledTemperature = definePlugin({
  slot: 'temperature',
  name: 'scheduled',
  description: 'A temperature that moves from one value to another as the run goes on',
  source: {
    title: 'Fox et al. 2016, Taming the Noise in Reinforcement Learning via Soft Updates',
    arxiv: '1512.08562',
  },
  config: z.strictObject({
    ...movingOptions(alpha),
    from: alpha.describe('α at the start, in reward units'),
    to: alpha.describe('α at the end, and after it, in reward units'),
  }),
  provides: ['host'],
  inject: [],
  create: (options) => ({
    scalars: (progress) => ({ alpha: valueAt(options, progress) }),
    program: (step) => ({
      alpha: () => step.scalar('alpha'),
      loss: () => ({ losses: [], metrics: { alpha: step.scalar('alpha') } }),
    }),
    host: (context) => ({ alpha: () => valueAt(options, context.progress) }),
  }),
});
