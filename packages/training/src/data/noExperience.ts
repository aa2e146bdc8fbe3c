import { type DataSource, definePlugin } from '@vem/framework';
import { z } from 'zod';

/** Nothing is kept and nothing handed out: for algorithms that know the model, and learn from it. */
export const noExperience = definePlugin({
  slot: 'data',
  name: 'no-experience',
  description: 'Keeps nothing: for algorithms that learn from a known model alone',
  config: z.strictObject({}),
  provides: ['given'],
  inject: [],
  create: (): DataSource => ({
    batchSize: 1,
    open: (columns) => columns,
    append: () => {},
    ready: () => false,
    fill: () => {},
    state: () => ({}),
    restore: () => {},
  }),
});
