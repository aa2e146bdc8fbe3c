import { definePreset } from '@vem/framework';
import { ensemble } from '@vem/models';
import { tanhGaussian, valueExpansion } from '@vem/posteriors';
import { offPolicy } from '@vem/training';
import { expectation, twinQ } from '@vem/values';
import { sac } from './sac.js';
import { modelFit } from './tuned/modelFit.js';

/** SAC whose posterior ascends values that are expanded by imagined steps of a learned model. */
export const mveSac = definePreset({
  name: 'mve-sac',
  description: 'SAC with value gradients: the posterior’s gradient runs through imagined steps of a learned model',
  cell: { prior: 'uniform', model: 'based', posterior: 'parametric' },
  sources: [
    {
      title: 'Amos et al. 2021, On the Model-Based Stochastic Value Gradient for Continuous Reinforcement Learning',
      arxiv: '2008.12775',
    },
    { title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications', arxiv: '1812.05905' },
  ],
  slots: () => ({
    ...sac(),
    posterior: { box: tanhGaussian() },
    valueEstimator: { box: twinQ() },
    bootstrap: { box: expectation() },
    // The critic learns from real transitions alone, so that errors of the model do not enter the values.
    gradientEstimator: { box: valueExpansion() },
    model: ensemble(),
    schedule: offPolicy({ steps: [modelFit(), ['value'], ['eStep', 'temperature']] }),
  }),
  variants: {
    small: {
      description: 'A model of 2 × 64 units, for small tasks and one core',
      sources: [{ title: 'Chosen here: 7 networks of 2 × 64 instead of 4 × 200 units' }],
      slots: (base) => ({ ...base, model: ensemble({ hidden: [64, 64] }) }),
    },
  },
});
