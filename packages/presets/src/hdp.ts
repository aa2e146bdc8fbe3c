import { definePreset } from '@vem/framework';
import { boundedPathwise, fixedTemperature, hierarchicalGaussian as latentPosterior } from '@vem/posteriors';
import { distilBound, hierarchicalGaussian as latentPrior } from '@vem/priors';
import { offPolicy, sampleLatent } from '@vem/training';
import { expectation, twinQ } from '@vem/values';
import { sac } from './sac.js';

/** IADP with a latent variable in prior and posterior. */
export const hdp = definePreset({
  name: 'hdp',
  description:
    'Hierarchical default policy: prior and posterior draw a latent variable first, and only what happens given it is shared by goals',
  cell: { prior: 'learned', model: 'free', posterior: 'parametric' },
  sources: [
    {
      title: 'Tirumala et al. 2019, Exploiting Hierarchy for Learning and Transfer in KL-regularized RL',
      arxiv: '1903.07438',
    },
  ],
  slots: () => ({
    ...sac(),
    prior: { box: latentPrior({ view: 'withoutGoal', target: { kind: 'copyEvery', updates: 100 } }) },
    posterior: { box: latentPosterior() },
    valueEstimator: { box: twinQ() },
    bootstrap: { box: expectation({ regularised: 'closedForm' }) },
    gradientEstimator: { box: boundedPathwise() },
    temperature: fixedTemperature({ alpha: 0.01 }),
    mStep: { box: distilBound() },
    schedule: offPolicy({ steps: [['value'], ['eStep', 'mStep']] }),
  }),
  variants: {
    'shared-low': {
      description: 'One low level, the posterior’s, for both: only the divergence of latents is paid',
      sources: [{ title: 'Tirumala et al. 2019, Exploiting Hierarchy, shared low levels', arxiv: '1903.07438' }],
      slots: (base) => ({
        ...base,
        prior: {
          box: latentPrior({ view: 'withoutGoal', low: 'posterior', target: { kind: 'copyEvery', updates: 100 } }),
        },
      }),
    },
    autoregressive: {
      description:
        'Latents that are expected to go on from step to step, N(a z, 1 − a²), and a low level of the prior’s own',
      sources: [{ title: 'Tirumala et al. 2019, Exploiting Hierarchy, AR(1) priors', arxiv: '1903.07438' }],
      slots: (base) => ({
        ...base,
        prior: {
          box: latentPrior({
            view: 'withoutGoal',
            latent: 'autoregressive',
            target: { kind: 'copyEvery', updates: 100 },
          }),
        },
        behaviour: { box: sampleLatent() },
      }),
    },
  },
});
