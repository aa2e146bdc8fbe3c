import * as tf from '@tensorflow/tfjs-core';
import { type GaussianParameters, gaussianOf, orderedRange, type StepContext } from '@vem/framework';
import { z } from 'zod';

/** Options of posteriors that search for a Gaussian at each state. */
export const searchOptions = {
  start: z
    .enum(['constant', 'prior'])
    .default('constant')
    .describe(
      'where the search starts at each state. `constant`: the same Gaussian everywhere; `prior`: the prior’s, which an M-step may distil from what was found before (a warm start that learns)',
    ),
  initialMean: z.number().default(0).describe('of the constant start, pre-squash'),
  initialStd: z
    .number()
    .positive()
    .default(1)
    .describe('standard deviation of the constant start, pre-squash; with mean 0, 1 is the prior N(0, 1)'),
  squash: z
    .enum(['tanh', 'identity'])
    .default('tanh')
    .describe('how pre-squash numbers become actions; match the prior’s'),
};

/** Keeps searches from collapsing to a point, or spreading without end. */
export const logStdRange = orderedRange()
  .default([-5, 2])
  .describe(
    'log σ is kept within these, pre-squash; −5 and 2 in the public code of Huang et al. 2022, arXiv:2111.08819',
  );

/** What a search over Gaussians needs of the prior. */
export const startRequirements = ({ start }: { readonly start: 'constant' | 'prior' }) =>
  start === 'prior' ? (['prior.gaussian'] as const) : [];

interface Start {
  readonly start: 'constant' | 'prior';
  readonly initialMean: number;
  readonly initialStd: number;
}

/** [B, A] each. @param dimension - A */
export function startAt(
  { start, initialMean, initialStd }: Start,
  step: Pick<StepContext, 'prior'>,
  observation_BO: tf.Tensor,
  dimension: number,
): GaussianParameters {
  if (start === 'prior') return gaussianOf(step.prior.at(observation_BO, 'target'));
  const shape = [observation_BO.shape[0]!, dimension];
  return { mean_BA: tf.fill(shape, initialMean), logStd_BA: tf.fill(shape, Math.log(initialStd)) };
}
