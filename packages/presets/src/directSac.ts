import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import {
  adaptiveImportance,
  crossEntropy,
  fixedTemperature,
  gradientGaussian,
  reparameterised,
  targetEntropy,
} from '@vem/posteriors';
import { gaussian } from '@vem/priors';
import { adam, offPolicy, replay, samplePosterior } from '@vem/training';
import { expectation, oneStep, twinQ } from '@vem/values';

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
  slots: () => ({
    prior: gaussian(),
    posterior: { box: gradientGaussian({ iterations: 5 }) },
    likelihood: optimality(),
    valueEstimator: twinQ(),
    bootstrap: expectation(),
    returns: oneStep(),
    gradientEstimator: reparameterised({ samples: 10 }),
    temperature: targetEntropy(),
    behaviour: samplePosterior(),
    data: replay({ batchSize: 128 }),
    optimiser: adam(),
    schedule: offPolicy(),
  }),
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
