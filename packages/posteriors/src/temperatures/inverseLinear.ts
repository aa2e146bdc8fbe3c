import { definePlugin, type Progress } from '@vem/framework';
import { z } from 'zod';

/**
 * 1/α grows with the steps that were taken, β = k t: from the values of the prior's own policy at first to those of the best
 * one at last (Fox et al. 2016, arXiv:1512.08562, section 4.2).
 */
export const inverseLinear = definePlugin({
  slot: 'temperature',
  name: 'inverse-linear',
  description: 'α = 1/(k t): the inverse temperature grows in proportion to environment steps',
  source: {
    title: 'Fox et al. 2016, Taming the Noise in Reinforcement Learning via Soft Updates',
    arxiv: '1512.08562',
    where: 'section 4.2',
  },
  config: z.strictObject({
    rate: z
      .number()
      .positive()
      .default(1e-3)
      .describe(
        'k, growth of 1/α per environment step, in inverse reward units; it depends on the domain (arXiv:1512.08562, section 4.2), 1e-6 in a public replication',
      ),
    lowest: z
      .number()
      .positive()
      .default(1e-3)
      .describe('α falls no lower than this, in reward units, so that single precision can tell actions apart'),
  }),
  provides: ['host'],
  inject: [],
  create: ({ rate, lowest }) => {
    /** The first step counts, so that α is a number. */
    const alphaAt = ({ envSteps }: Progress) => Math.max(lowest, 1 / (rate * Math.max(1, envSteps)));
    return {
      scalars: (progress) => ({ alpha: alphaAt(progress) }),
      program: (step) => ({
        alpha: () => step.scalar('alpha'),
        loss: () => ({ losses: [], metrics: { alpha: step.scalar('alpha') } }),
      }),
      host: (context) => ({ alpha: () => alphaAt(context.progress) }),
    };
  },
});
