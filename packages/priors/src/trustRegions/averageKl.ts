import * as tf from '@tensorflow/tfjs-core';
import {
  averageOverRows,
  type Density,
  definePlugin,
  detach,
  recordedLogProb,
  type StepContext,
  sampledKl,
} from '@vem/framework';
import { z } from 'zod';
import * as errors from './trustRegionErrors.js';

const PAPER = 'Schulman et al. 2015, arXiv:1502.05477';

const config = z.strictObject({
  bound: z
    .number()
    .positive()
    .default(0.01)
    .describe(`δ, nats that the posterior may move in a step, mean over states; .01 in ${PAPER}, table 2`),
  divergence: z
    .enum(['closed', 'sampled'])
    .default('closed')
    .describe(
      `\`closed\`: the divergence of the densities, as in ${PAPER}, appendix C, where the Fisher matrix is taken over all actions; \`sampled\`: its estimate k₃ = ρ − 1 − log ρ on the recorded actions, whose Hessian is the mean of ∇log π ∇log πᵀ over the recorded pairs, the empirical Fisher matrix: for densities without closed form, and as in Kakade 2001`,
    ),
});

/** [] each. @throws VEM_TRUST_REGION_DIVERGENCE */
const moved = {
  closed: (step: StepContext, previous: Density, current: Density): tf.Tensor => {
    const kl_B = previous.klTo?.(current);
    if (!kl_B) throw errors.divergenceMissing('average-kl', ' Or take its estimate: `divergence: "sampled"`.');
    return averageOverRows(step.batch, kl_B);
  },
  sampled: (step: StepContext, previous: Density, current: Density): tf.Tensor =>
    sampledKl(tf.sub(recordedLogProb(step, current), detach(recordedLogProb(step, previous))), step.batch),
};

/**
 * Mean KL(previous ‖ current) ≤ δ for the posterior and the copy of it that is its prior: no term of the loss but a bound
 * that the optimiser keeps, and a metric: its Hessian is the Fisher matrix.
 */
export const averageKl = definePlugin({
  slot: 'trustRegion',
  name: 'average-kl',
  description: 'Bounds the mean KL divergence of the posterior from its earlier copy, for optimisers that look at it',
  source: {
    title: 'Schulman et al. 2015, Trust Region Policy Optimization',
    arxiv: '1502.05477',
    where: 'eq. 14, appendix C',
  },
  config,
  provides: ['constraint', 'holdsPosterior'],
  requires: ['prior.snapshot', 'posterior.target', 'optimiser.naturalGradient'],
  refine: ({ divergence }) => ({
    requires: divergence === 'sampled' ? ['posterior.logProb', 'behaviour.preSquash'] : [],
  }),
  inject: [],
  create: ({ bound, divergence }) => ({
    program: (step) => ({
      holds: 'posterior',
      penalty: () => ({ loss: tf.scalar(0), losses: [] }),
      constraint: (previous, current) => ({ value: moved[divergence](step as StepContext, previous, current), bound }),
    }),
  }),
});
