import * as tf from '@tensorflow/tfjs-core';
import { categoricalKl, categoricalMean, definePlugin, enumerationOf, type StepContext } from '@vem/framework';
import { z } from 'zod';
import { nStepTarget } from './nStep.js';
import { discount } from './oneStep.js';

const config = z.strictObject({
  discount,
  who: z
    .enum(['posterior', 'prior'])
    .default('posterior')
    .describe('who acts next: `posterior` values the policy π, `prior` values p'),
  regularised: z
    .enum(['fullKl', 'none'])
    .default('fullKl')
    .describe(
      'whether future KL costs count: `fullKl` subtracts α KL to the prior at the next state, `none` leaves the plain value',
    ),
});

type Options = z.output<typeof config>;

/** [B, A], normalised log-probabilities of who acts next; a counting prior acts uniformly. */
function actor(step: StepContext, { who }: Options): tf.Tensor {
  const { nextObservation_BO } = step.batch;
  if (who === 'posterior') return enumerationOf(step.posterior.infer(nextObservation_BO, 'target'));
  return tf.logSoftmax(enumerationOf(step.prior.at(nextObservation_BO, 'target')), -1);
}

/** [B], Σ_a π(a|s′) (Q̄(s′, a) − α log(π/p)). */
function nextValue(step: StepContext, options: Options): tf.Tensor {
  const { nextObservation_BO } = step.batch;
  const actor_BA = actor(step, options);
  const q_B = categoricalMean(actor_BA, step.valueEstimator.qAll!(nextObservation_BO, 'target', 'target'));
  if (options.regularised === 'none') return q_B;
  const kl_B = categoricalKl(actor_BA, enumerationOf(step.prior.at(nextObservation_BO, 'target')));
  return tf.sub(q_B, tf.mul(step.temperature.alpha(), kl_B));
}

/**
 * One-step target over finitely many actions, with nothing to sample: y = r + γ (1 − d) Σ_a π (Q̄(s′, a) − α log(π/p)),
 * Christodoulou 2019, arXiv:1910.07207, eq. 10, with a general prior. Without KL costs also from windows of n steps.
 */
export const exactSum = definePlugin({
  slot: 'bootstrap',
  name: 'exact-sum',
  description: 'One-step target: exact sum over the next actions',
  source: {
    title: 'Christodoulou 2019, Soft Actor-Critic for Discrete Action Settings',
    arxiv: '1910.07207',
    where: 'eq. 10',
  },
  config,
  requires: ['environment.finite', 'valueEstimator.qAll'],
  refine: ({ who, regularised }) => ({
    provides: regularised === 'none' ? ['nStep'] : [],
    requires: [
      ...(who === 'posterior' ? (['posterior.enumerate'] as const) : []),
      ...(who === 'prior' || regularised === 'fullKl' ? (['prior.enumerate'] as const) : []),
    ],
  }),
  inject: [],
  create: (options) => ({
    program: (step) => ({ target: () => nStepTarget(step, options.discount, nextValue(step, options)) }),
  }),
});
