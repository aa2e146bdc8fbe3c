import { definePlugin } from '@vem/framework';
import { z } from 'zod';

/**
 * The prior is the posterior as it was some updates ago: p = π̄. Which copy that is, and how often it is taken, the M-step
 * decides (`snapshot`).
 */
export const previousPolicy = definePlugin({
  slot: 'prior',
  name: 'previous-policy',
  description: 'An earlier copy of the posterior, which M-step `snapshot` takes',
  source: {
    title: 'Abdolmaleki et al. 2018, Maximum a Posteriori Policy Optimisation',
    arxiv: '1806.06920',
    where: 'parametric E-step',
  },
  config: z.strictObject({}),
  provides: ['density', 'sample', 'snapshot', 'target'],
  requires: ['posterior.target', 'posterior.logProb', 'posterior.sample'],
  inject: [],
  create: () => ({
    program: (step) => ({ at: (observation_BO) => step.posterior.infer(observation_BO, 'train', 'target') }),
  }),
});
