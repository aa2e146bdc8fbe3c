import { definePlugin } from '@vem/framework';
import { z } from 'zod';

/** α is what the value estimator found together with its values. */
export const ofValue = definePlugin({
  slot: 'temperature',
  name: 'of-value',
  description: 'The temperature that the value estimator finds together with its values',
  source: { title: 'Peters, Mülling and Altun 2010, Relative Entropy Policy Search, AAAI', where: 'eq. 8' },
  config: z.strictObject({}),
  provides: ['dual', 'bound'],
  requires: ['valueEstimator.temperature'],
  inject: [],
  create: () => ({
    program: (step) => ({ alpha: () => step.valueEstimator.temperature(), loss: () => ({ losses: [] }) }),
  }),
});
