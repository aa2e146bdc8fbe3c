import { definePreset } from '@vem/framework';
import { exactSumGradient, fixedTemperature, reparameterised } from '@vem/posteriors';
import { distil, learnedCategorical, learnedGaussian } from '@vem/priors';
import { offPolicy } from '@vem/training';
import { exactSum, expectation } from '@vem/values';
import { sac } from './sac.js';

/** How the copy of the prior lags that actor and critic are measured against. */
const target = { kind: 'copyEvery', updates: 100 } as const;

/** KL-regularised reinforcement learning with a default policy that is learned, and sees less. */
export const iadp = definePreset({
  name: 'iadp',
  description:
    'Information-asymmetric default policy: an actor-critic held near a prior that does not see the goal, distilled from it',
  cell: { prior: 'learned', model: 'free', posterior: 'parametric' },
  sources: [{ title: 'Galashov et al. 2019, Information Asymmetry in KL-Regularized RL', arxiv: '1905.01240' }],
  slots: () => ({
    ...sac(),
    prior: {
      box: learnedGaussian({ view: 'withoutGoal', target }),
      discrete: learnedCategorical({ view: 'withoutGoal', target }),
    },
    bootstrap: { box: expectation({ regularised: 'closedForm' }), discrete: exactSum() },
    gradientEstimator: { box: reparameterised({ divergence: 'closedForm' }), discrete: exactSumGradient() },
    temperature: fixedTemperature({ alpha: 0.01 }),
    mStep: distil(),
    schedule: offPolicy({ steps: [['value'], ['eStep', 'mStep']] }),
  }),
  variants: {
    'sees-everything': {
      description:
        'The ablation: a prior with all of the information, which becomes the posterior and holds nothing back',
      sources: [{ title: 'Galashov et al. 2019, Information Asymmetry in KL-Regularized RL', arxiv: '1905.01240' }],
      slots: (base) => ({
        ...base,
        prior: { box: learnedGaussian({ target }), discrete: learnedCategorical({ target }) },
      }),
    },
  },
});
