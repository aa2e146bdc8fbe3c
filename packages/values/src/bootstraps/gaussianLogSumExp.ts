import { definePlugin, modelNotDeclared, softMaximumQuadratic, Tokens } from '@vem/framework';
import { z } from 'zod';

/** α log ∫ p e^{Q/α} da in closed form, for values that are quadratic in the action and a Gaussian or flat prior. */
export const gaussianLogSumExp = definePlugin({
  slot: 'bootstrap',
  name: 'gaussian-log-sum-exp',
  description: 'A state is worth the soft maximum over all actions of a linear system, relative to the prior',
  source: {
    title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference',
    arxiv: '1805.00909',
    where: 'section 2.2',
  },
  config: z.strictObject({}),
  provides: ['linear'],
  requires: ['environment.box', 'prior.linear', 'temperature.host', 'valueEstimator.v'],
  inject: [Tokens.environment],
  create: (_options, { id }) => ({
    program: (step) => ({ value: (observation_BO) => step.valueEstimator.v(observation_BO, 'target') }),
    host: ({ prior, temperature }) => ({
      value: () => {
        throw modelNotDeclared(id, 'tables');
      },
      quadratic: (q) => softMaximumQuadratic(q, prior.gaussian!(), temperature.alpha()),
    }),
  }),
});
