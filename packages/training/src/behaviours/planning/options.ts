import { z } from 'zod';
import { evaluationManner } from '../sampling.js';
import { warmUpHold, warmUpSteps } from '../warmUp.js';

const SPO = 'Macfarlane et al. 2024, arXiv:2402.07963';
const SMCP = 'Piché et al. 2019';

export const plannerOptions = z.strictObject({
  particles: z
    .int()
    .min(2)
    .max(4096)
    .default(64)
    .describe(`P, particles per state; 2500 in ${SMCP}, 16 in ${SPO}; 64 takes .7 of the time of a SAC update`),
  horizon: z.int().min(1).max(50).default(10).describe(`H, imagined steps; 20 in ${SMCP}, 4 in ${SPO}`),
  proposal: z
    .enum(['posterior', 'prior'])
    .default('posterior')
    .describe(
      `who proposes the actions of particles: the posterior, whose density against the prior's is in the weights (${SMCP}), or the prior's lagging copy, whose density cancels (${SPO})`,
    ),
  ahead: z
    .enum(['sample', 'expectation'])
    .default('sample')
    .describe(
      `how weights look ahead: V(s′) of the particle's own next state, or α log E exp(V(s″)/α) over further draws from the model, as ${SMCP} writes it; what is added is subtracted one step later, so both are consistent`,
    ),
  draws: z
    .int()
    .min(2)
    .default(4)
    .describe('further draws from the model per particle and step, with `ahead` `expectation`; no published figure'),
  resampleBelow: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe(
      `share of P that the effective number of particles falls below where they are resampled: 1, in every step (${SMCP}); .5 is usual (Doucet and Johansen 2009); 0, never`,
    ),
  discount: z
    .number()
    .min(0)
    .max(1)
    .default(0.99)
    .describe('γ before V(s′): that of the returns, which V is fitted to; .99 in arXiv:1812.05905, table 1'),
  evaluate: z
    .enum(['plan', 'proposal'])
    .default('plan')
    .describe('who acts in test episodes: the planner, or the one who proposes, by its mode'),
  evaluation: evaluationManner
    .default('mode')
    .describe('how evaluations act: the mean of the first actions by weight, or one of them'),
  warmUp: z
    .enum(['uniform', 'policy'])
    .default('uniform')
    .describe(
      'who acts before learning starts: uniform random actions (arXiv:1801.01290, public code), or the planner',
    ),
  warmUpSteps,
  warmUpHold,
});

export type PlannerOptions = z.output<typeof plannerOptions>;

/** Those of planners that try actions in copies of the environment: the prior proposes, and there is nothing to draw further. */
export const simulatedOptions = plannerOptions.omit({ proposal: true, ahead: true, draws: true, evaluate: true });

export type SimulatedOptions = z.output<typeof simulatedOptions>;
