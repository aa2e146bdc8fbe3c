import { definePlugin } from '@vem/framework';
import { z } from 'zod';

/** A state is worth what the value estimator says of it: V(s), of whoever acted. */
export const stateValues = definePlugin({
  slot: 'bootstrap',
  name: 'state-values',
  description: 'A state is worth V(s) as it was learned',
  source: { title: 'Mnih et al. 2016, Asynchronous Methods for Deep Reinforcement Learning', arxiv: '1602.01783' },
  config: z.strictObject({
    copy: z
      .enum(['online', 'target'])
      .default('online')
      .describe('which copy of the value estimator is read; the network itself in arXiv:1602.01783'),
  }),
  provides: ['plain'],
  requires: ['valueEstimator.v'],
  inject: [],
  create: ({ copy }) => ({
    program: (step) => ({ value: (observation_BO) => step.valueEstimator.v(observation_BO, copy) }),
  }),
});
