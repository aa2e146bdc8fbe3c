import { actionWidth, definePlugin, enumerationOf, softMaximum, softMaximumAt, Tokens } from '@vem/framework';
import { z } from 'zod';

/**
 * A state is worth what the best soft policy makes of it, α log Σ_a p exp(Q̄(s, a)/α), over finitely many actions. On a table
 * with a known model that is soft value iteration, from transitions G-learning.
 */
export const logSumExp = definePlugin({
  slot: 'bootstrap',
  name: 'log-sum-exp',
  description: 'A state is worth the soft maximum over all its actions, relative to the prior',
  source: {
    title: 'Fox et al. 2016, Taming the Noise in Reinforcement Learning via Soft Updates',
    arxiv: '1512.08562',
  },
  config: z.strictObject({}),
  provides: ['host'],
  requires: ['environment.finite', 'prior.enumerate', 'valueEstimator.qAll'],
  inject: [Tokens.action],
  create: (_options, action) => ({
    program: (step) => ({
      value: (observation_BO) => {
        const q_BA = step.valueEstimator.qAll(observation_BO, 'target', 'target');
        const prior_BA = enumerationOf(step.prior.at(observation_BO, 'target'));
        return softMaximum(q_BA, prior_BA, step.temperature.alpha(), -1);
      },
    }),
    host: ({ prior, temperature }) => ({
      value: (state, q_SA) => {
        const actions = actionWidth(action);
        const prior_SA = prior.logProb(q_SA.length / actions);
        return softMaximumAt(q_SA, prior_SA, state * actions, actions, temperature.alpha());
      },
    }),
  }),
});
