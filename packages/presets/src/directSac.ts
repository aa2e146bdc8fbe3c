import { definePreset } from '@vem/framework';
import { adaptiveImportance, crossEntropy, fixedTemperature, gradientGaussian } from '@vem/posteriors';
import { expectation } from '@vem/values';
import { iterativeSac } from './iterativeSac.js';

const PAPER = { title: 'Marino, Piché and Yue 2019, On the Design of Variational RL Algorithms' };

/** SAC without a policy network: its posterior is searched for at every state, by gradient, by importance samples, or by elites. */
export const directSac = definePreset({
  name: 'direct-sac',
  description: 'SAC whose posterior is optimised at each state directly, without a network; Gaussian prior',
  cell: { prior: 'fixed', model: 'free', posterior: 'iterative' },
  sources: [
    PAPER,
    { title: 'Marino et al. 2020, Iterative Amortized Policy Optimization', arxiv: '2010.10670' },
    { title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications', arxiv: '1812.05905' },
  ],
  slots: () => ({ ...iterativeSac(), posterior: { box: gradientGaussian({ iterations: 5 }) } }),
  variants: {
    importance: {
      description: 'By adaptive importance sampling, which covers the Boltzmann posterior, with full covariance',
      sources: [PAPER, { title: 'Cappé et al. 2008, Adaptive Importance Sampling', arxiv: '0710.4242' }],
      slots: ({ gradientEstimator: _none, ...base }) => ({ ...base, posterior: { box: adaptiveImportance() } }),
    },
    'cross-entropy': {
      description: 'By the cross-entropy method: no posterior, and so without KL costs',
      sources: [PAPER],
      slots: ({ gradientEstimator: _none, ...base }) => ({
        ...base,
        posterior: { box: crossEntropy() },
        bootstrap: expectation({ regularised: 'none' }),
        temperature: fixedTemperature(),
      }),
    },
  },
});
