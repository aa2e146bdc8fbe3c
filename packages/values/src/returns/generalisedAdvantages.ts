import * as tf from '@tensorflow/tfjs-core';
import { generalisedAdvantages as advantages, definePlugin } from '@vem/framework';
import { z } from 'zod';
import { ANNOTATIONS, annotatedReturn, courseOf, STANDARDISED, truncationAsTermination } from './alongRollouts.js';
import { costRequirements, regularised, withoutCostFree } from './costs.js';
import { discount } from './discount.js';

/**
 * Exponentially weighted advantages along roll-outs and the λ-returns that go with them, Â + V: Schulman et al. 2016,
 * arXiv:1506.02438, eq. 16. The value estimator is fitted to the returns. λ = 1 gives Monte Carlo returns that are
 * bootstrapped at the cut, λ = 0 one-step returns.
 *
 * Rewards on the way pay no KL costs unless `regularised` says so, and never does the bootstrap: what it knows of costs it learned
 * from rewards that paid them. Regularised advantages are those of Schulman et al. 2017, arXiv:1704.06440, eq. 28. What is annotated once stays as it is for all
 * epochs of the roll-out.
 */
export const generalisedAdvantages = definePlugin({
  slot: 'returns',
  name: 'generalised-advantages',
  description: 'Exponentially weighted advantages and λ-returns along roll-outs',
  source: {
    title: 'Schulman et al. 2016, High-Dimensional Continuous Control Using Generalized Advantage Estimation',
    arxiv: '1506.02438',
    where: 'eq. 16',
  },
  config: z.strictObject({
    discount,
    lambda: z
      .number()
      .min(0)
      .max(1)
      .default(0.95)
      .describe('λ, weight of longer returns; .95 in Schulman et al. 2017, arXiv:1707.06347, table 3'),
    standardise: z
      .boolean()
      .default(false)
      .describe(
        'whether advantages are centred and divided by their deviation over all rows that the data source keeps, returns not; true in the public code of Peng et al. 2019, arXiv:1910.00177',
      ),
    regularised: regularised.default('none'),
    truncationAsTermination,
  }),
  provides: ['advantage', 'costFree'],
  requires: ['bootstrap.plain', 'data.rollouts'],
  refine: ({ regularised: kind }) => ({ requires: costRequirements(kind), withholds: withoutCostFree(kind) }),
  inject: [],
  create: ({ truncationAsTermination: cutIsEnd, regularised: kind, standardise, ...decay }) => ({
    annotations: standardise ? STANDARDISED : ANNOTATIONS,
    program: (step) => ({
      target: () => annotatedReturn(step),
      annotate: (rollout) => {
        const course = courseOf(step, rollout, cutIsEnd, kind);
        const advantage = advantages(course, decay);
        return { advantage, return: tf.add(advantage, course.value_TN), value: course.value_TN };
      },
    }),
  }),
});
