import { z } from 'zod';
import { plannerOptions } from './options.js';

const SOURCE = 'Williams et al. 2017, arXiv:1707.02342';

export const pathIntegralOptions = plannerOptions.omit({ proposal: true, resampleBelow: true }).extend({
  particles: z
    .int()
    .min(2)
    .max(4096)
    .default(64)
    .describe(`P, sequences per state and round; thousands on a graphics card in ${SOURCE}`),
  horizon: z
    .int()
    .min(1)
    .max(50)
    .default(5)
    .describe(
      `H, actions of a sequence; longer ones in ${SOURCE}, which has no values behind them. Over two rounds as many imagined steps as ten of particles by default`,
    ),
  iterations: z
    .int()
    .min(1)
    .max(20)
    .default(2)
    .describe(
      `rounds of drawing sequences, weighing them and moving what draws them to their mean; in ${SOURCE} one per step, that goes on from the step before`,
    ),
  correction: z
    .enum(['densities', 'none'])
    .default('densities')
    .describe(
      `what sequences are weighed by. \`densities\`: exp(return/α) times the density of the prior over that of what drew them (${SOURCE}, importance sampling), so that neither where the search starts nor its rounds change the posterior; \`none\`: exp(return/α) alone, as in many programs, which after k rounds is a posterior at temperature α/k`,
    ),
  start: z
    .enum(['posterior', 'constant'])
    .default('posterior')
    .describe(
      'what draws the first sequences. `posterior`: along a path through the model that its mode takes, the Gaussians (or probabilities) that it has there; `constant`: N(0, σ²) before the squash, or all finite actions alike',
    ),
  initialStd: z.number().positive().default(1).describe('σ of the constant start, pre-squash; chosen here'),
  squash: z
    .enum(['tanh', 'identity'])
    .default('tanh')
    .describe('how pre-squash numbers become actions; match the posterior’s, or the prior’s'),
  deviation: z
    .enum(['fixed', 'fitted'])
    .default('fixed')
    .describe(
      `σ after the first round: \`fixed\` as in ${SOURCE}, or \`fitted\` to the weighted sequences, as means are`,
    ),
  leastStd: z
    .number()
    .positive()
    .default(0.05)
    .describe('below this no fitted σ falls, pre-squash; .05 in Hansen et al. 2024, arXiv:2310.16828'),
  explored: z
    .number()
    .gt(0)
    .max(1)
    .default(0.1)
    .describe(
      'share of the probability of finite actions that is spread evenly over them after each round; chosen here',
    ),
});

export type PathIntegralOptions = z.output<typeof pathIntegralOptions>;
