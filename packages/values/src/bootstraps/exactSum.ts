import * as tf from '@tensorflow/tfjs-core';
import {
  actionWidth,
  type BootstrapHost,
  boltzmannPolicy,
  categoricalKl,
  categoricalMean,
  definePlugin,
  enumerationOf,
  type HostContext,
  policyValueAt,
  Tokens,
} from '@vem/framework';
import { z } from 'zod';

const config = z.strictObject({
  who: z
    .enum(['posterior', 'prior'])
    .default('posterior')
    .describe('who acts next: `posterior` values the policy π, `prior` values p'),
  regularised: z
    .enum(['fullKl', 'none'])
    .default('fullKl')
    .describe(
      'whether future KL costs count: `fullKl` subtracts α KL to the prior at the state, `none` leaves the plain value',
    ),
});

/** On tables, in float64. */
function hostValues(
  context: HostContext,
  actions: number,
  who: 'posterior' | 'prior',
  regularised: boolean,
): BootstrapHost {
  const [q_A, actor_A, prior_A] = Array.from({ length: 3 }, () => new Float64Array(actions));
  return {
    value(state, q_SA) {
      const row = (values_SA: Float64Array) => values_SA.subarray(state * actions, (state + 1) * actions);
      q_A.set(row(q_SA));
      prior_A.set(row(context.prior.logProb(q_SA.length / actions)));
      // A counting prior acts uniformly.
      if (who === 'posterior') actor_A.set(row(context.posterior.logProb()));
      else boltzmannPolicy(q_A, prior_A, actions, Number.POSITIVE_INFINITY, actor_A);
      return policyValueAt(q_A, actor_A, prior_A, 0, actions, regularised ? context.temperature.alpha() : 0);
    },
  };
}

/**
 * A state is worth Σ_a π(a|s) (Q̄(s, a) − α log(π/p)) over finitely many actions, with nothing to sample: Christodoulou 2019,
 * arXiv:1910.07207, eq. 10, with a general prior.
 */
export const exactSum = definePlugin({
  slot: 'bootstrap',
  name: 'exact-sum',
  description: 'A state is worth the exact sum over its actions',
  source: {
    title: 'Christodoulou 2019, Soft Actor-Critic for Discrete Action Settings',
    arxiv: '1910.07207',
    where: 'eq. 10',
  },
  config,
  provides: ['plain', 'host'],
  requires: ['environment.finite', 'valueEstimator.qAll'],
  refine: ({ who, regularised }) => ({
    withholds: regularised === 'none' ? [] : ['plain'],
    requires: [
      ...(who === 'posterior' ? (['posterior.enumerate'] as const) : []),
      ...(who === 'prior' || regularised === 'fullKl' ? (['prior.enumerate'] as const) : []),
    ],
  }),
  inject: [Tokens.action],
  create: ({ who, regularised }, action) => ({
    program: (step) => ({
      value: (observation_BO) => {
        // A counting prior acts uniformly.
        const actor_BA =
          who === 'posterior'
            ? enumerationOf(step.posterior.infer(observation_BO, 'target'))
            : tf.logSoftmax(enumerationOf(step.prior.at(observation_BO, 'target')), -1);
        const q_B = categoricalMean(actor_BA, step.valueEstimator.qAll(observation_BO, 'target', 'target'));
        if (regularised === 'none') return q_B;
        const kl_B = categoricalKl(actor_BA, enumerationOf(step.prior.at(observation_BO, 'target')));
        return tf.sub(q_B, tf.mul(step.temperature.alpha(), kl_B));
      },
    }),
    host: (context) => hostValues(context, actionWidth(action), who, regularised === 'fullKl'),
  }),
});
