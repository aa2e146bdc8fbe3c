import { definePreset } from '@vem/framework';
import { ensemble } from '@vem/models';
import { tanhGaussian, targetKl, valueExpansion } from '@vem/posteriors';
import { decoupledGaussian, distil, learnedGaussian } from '@vem/priors';
import { offPolicy } from '@vem/training';
import { expectation, twinQ } from '@vem/values';
import { sac } from './sac.js';
import { modelFit } from './tuned/modelFit.js';

/** Value gradients against a prior that is distilled from the posterior, which stays within a KL divergence of it. */
export const priorValueGradients = definePreset({
  name: 'prior-value-gradients',
  description:
    'Value gradients through a learned model, held near a prior that is distilled from the posterior within a trust region',
  cell: { prior: 'learned', model: 'based', posterior: 'parametric' },
  sources: [
    {
      title:
        'Byravan et al. 2019, Imagined Value Gradients: Model-Based Policy Optimization with Transferable Latent Dynamics',
      arxiv: '1910.04142',
    },
    { title: 'Marino, Piché and Yue 2019, On the Design of Variational RL Algorithms, table 1' },
    {
      title: 'Amos et al. 2021, On the Model-Based Stochastic Value Gradient for Continuous Reinforcement Learning',
      arxiv: '2008.12775',
    },
  ],
  slots: () => ({
    ...sac(),
    prior: { box: learnedGaussian({ target: { kind: 'copyEvery', updates: 100 } }) },
    posterior: { box: tanhGaussian() },
    valueEstimator: { box: twinQ() },
    bootstrap: { box: expectation() },
    gradientEstimator: { box: valueExpansion() },
    temperature: targetKl({ nats: 0.5 }),
    mStep: { box: distil() },
    trustRegion: { box: decoupledGaussian({ meanBound: 0.1, covarianceBound: 1e-3 }) },
    model: ensemble(),
    schedule: offPolicy({ steps: [modelFit(), ['value'], ['eStep', 'mStep', 'temperature']] }),
  }),
  variants: {
    'prior-rollouts': {
      description: 'After the first imagined step the lagging prior acts, which pays no KL cost and needs no inference',
      sources: [{ title: 'Marino, Piché and Yue 2019, On the Design of Variational RL Algorithms, section 4' }],
      slots: (base) => ({ ...base, gradientEstimator: { box: valueExpansion({ rollout: 'prior' }) } }),
    },
    small: {
      description: 'A model of 2 × 64 units, for small tasks and one core',
      sources: [{ title: 'Chosen here: 7 networks of 2 × 64 instead of 4 × 200 units' }],
      slots: (base) => ({ ...base, model: ensemble({ hidden: [64, 64] }) }),
    },
  },
});
