import { type ActionSample, definePlugin } from '@vem/framework';
import { z } from 'zod';
import { expectedValue } from './expectedValue.js';

const config = z.strictObject({
  who: z
    .enum(['posterior', 'prior'])
    .default('posterior')
    .describe(
      'who acts next: `posterior` values the policy π; `prior` values the lagging copy of p, which pays no KL cost to itself',
    ),
  regularised: z
    .enum(['sampledKl', 'closedForm', 'none'])
    .default('sampledKl')
    .describe(
      'whether future KL costs of the posterior count: `sampledKl` subtracts α log(π/p) of each drawn action; `closedForm` α KL(π ‖ p) of the state, of densities of one kind, or the bound of those with latent variables; `none` leaves the plain value of the policy',
    ),
  samples: z.int().positive().default(1).describe('actions per state; 1 in arXiv:1812.05905'),
});

const isRegularised = ({ who, regularised }: z.output<typeof config>) => who === 'posterior' && regularised !== 'none';

/**
 * A state is worth E_{a~π}[Q̄(s, a) − α log(π/p)], by samples of the posterior: Haarnoja et al. 2018, arXiv:1812.05905, eq. 3;
 * or of the prior, without a KL cost (Abdolmaleki et al. 2018, arXiv:1806.06920).
 */
export const expectation = definePlugin({
  slot: 'bootstrap',
  name: 'expectation',
  description: 'A state is worth the expected value of the next action, by samples',
  source: {
    title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications',
    arxiv: '1812.05905',
    where: 'eq. 3',
  },
  config,
  provides: ['plain'],
  requires: ['valueEstimator.q'],
  refine: (options) => ({
    withholds: isRegularised(options) ? ['plain'] : [],
    requires: [
      `${options.who}.sample` as const,
      ...(isRegularised(options) && options.regularised === 'sampledKl'
        ? (['posterior.logProb', 'prior.density'] as const)
        : []),
    ],
  }),
  inject: [],
  create: (options) => ({
    program: (step) => ({
      value: (observation_BO) => {
        const { who, samples } = options;
        const actor =
          who === 'posterior'
            ? step.posterior.infer(observation_BO, 'target')
            : step.prior.at(observation_BO, 'target');
        const q = (sample: ActionSample) => step.valueEstimator.q(observation_BO, sample, 'target', 'target');
        if (!isRegularised(options)) return expectedValue(actor, samples, q);
        return expectedValue(actor, samples, q, () => ({
          prior: step.prior.at(observation_BO, 'target'),
          closedForm: options.regularised === 'closedForm',
          alpha: () => step.temperature.alpha(),
        }));
      },
    }),
  }),
});
