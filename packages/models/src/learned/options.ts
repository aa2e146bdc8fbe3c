import { ACTIVATION_NAMES } from '@vem/framework';
import { z } from 'zod';

const CODE = 'the public code of Janner et al. 2019, arXiv:1906.08253';

export const ensembleOptions = z
  .strictObject({
    outcome: z
      .enum(['gaussian', 'deterministic'])
      .default('gaussian')
      .describe(
        'what a member says of the next observation and the reward: a Gaussian with a deviation of its own in each state (arXiv:1805.12114), or a number',
      ),
    members: z.int().min(1).default(7).describe(`networks, each fitted to a bootstrap sample of its own; 7 in ${CODE}`),
    elites: z
      .int()
      .min(1)
      .default(5)
      .describe(
        `members with the smallest errors on rows held out, of which each imagined step asks one; 5 in ${CODE}`,
      ),
    rowsPerMember: z
      .int()
      .positive()
      .default(1)
      .describe(
        `fewest rows that one member is asked for in an imagined step: of fewer rows than so many times \`elites\` not all are asked, since products of a handful of rows take as long as of many; 1: always all of them, as in ${CODE}`,
      ),
    hidden: z
      .array(z.int().positive())
      .default([200, 200, 200, 200])
      .describe(`units per hidden layer; 4×200 in ${CODE}`),
    activation: z.enum(ACTIVATION_NAMES).default('swish').describe(`of the hidden layers; swish in ${CODE}`),
    scaleTargets: z
      .boolean()
      .default(true)
      .describe(
        `whether the change of the observation and the reward are brought to mean 0 and deviation 1, as the inputs are, so that few steps are enough whatever the units; false in ${CODE}`,
      ),
    continuation: z
      .enum(['learned', 'always'])
      .default('learned')
      .describe(
        'whether episodes go on: by a network on the next observation, fitted to recorded ends (Amos et al. 2021, arXiv:2008.12775, learns it too; arXiv:1906.08253 is given the rule), or always, where nothing ever terminates',
      ),
    continuationHidden: z
      .array(z.int().positive())
      .default([64, 64])
      .describe('units per hidden layer of that network; no published figure, as rules are given there'),
    learningRate: z.number().positive().default(1e-3).describe(`step size; 1e-3 in ${CODE}`),
    weightDecay: z
      .array(z.number().nonnegative())
      .min(1)
      .default([2.5e-5, 5e-5, 7.5e-5, 7.5e-5, 1e-4])
      .describe(`½ decay ‖kernel‖² is added to the loss, from the first layer to the last; 2.5e-5 … 1e-4 in ${CODE}`),
    boundWeight: z
      .number()
      .nonnegative()
      .default(0.01)
      .describe(`how strongly the learned bounds on log σ² are pulled together; .01 in ${CODE}`),
    patience: z.int().positive().default(5).describe(`epochs without improvement that end a fit; 5 in ${CODE}`),
    improvement: z
      .number()
      .nonnegative()
      .max(1)
      .default(0.01)
      .describe(`share of its smallest error by which a member has to get better to count as improved; 1 % in ${CODE}`),
    heldOutSteps: z
      .int()
      .positive()
      .default(5)
      .describe(
        'T: rows are held out in stretches of so many steps, over which the error of repeated prediction is reported',
      ),
  })
  .refine(({ members, elites }) => elites <= members, {
    path: ['elites'],
    error: 'expected no more elites than members',
  });

export type EnsembleOptions = z.output<typeof ensembleOptions>;
