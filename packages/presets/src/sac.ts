import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import {
  categorical,
  exactSumGradient,
  gaussianMixture,
  latentGaussian,
  normalizingFlow,
  reparameterised,
  stratified,
  tanhGaussian,
  targetEntropy,
} from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { adam, offPolicy, replay, samplePosterior } from '@vem/training';
import { actionValues, exactSum, expectation, oneStep, twinQ } from '@vem/values';

/** Soft actor-critic with adapted temperature; for finite actions with exact sums instead of samples. */
export const sac = definePreset({
  name: 'sac',
  description: 'Soft actor-critic: amortised posterior by gradient through twin Q, uniform prior, entropy target',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [
    { title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications', arxiv: '1812.05905' },
    { title: 'Haarnoja et al. 2018, Soft Actor-Critic: Off-Policy Maximum Entropy Deep RL', arxiv: '1801.01290' },
    { title: 'Christodoulou 2019, Soft Actor-Critic for Discrete Action Settings', arxiv: '1910.07207' },
  ],
  slots: () => ({
    prior: uniform(),
    posterior: { box: tanhGaussian(), discrete: categorical() },
    likelihood: optimality(),
    valueEstimator: { box: twinQ(), discrete: actionValues() },
    bootstrap: { box: expectation(), discrete: exactSum() },
    returns: oneStep(),
    gradientEstimator: { box: reparameterised(), discrete: exactSumGradient() },
    temperature: targetEntropy(),
    behaviour: samplePosterior(),
    data: replay(),
    optimiser: adam(),
    schedule: offPolicy(),
  }),
  variants: {
    flow: {
      description: 'A normalizing flow as the posterior; evaluated by the best of some draws under Q',
      sources: [
        { title: 'Tang and Agrawal 2018, Boosting TRPO by Normalizing Flows Policy', arxiv: '1809.10326' },
        { title: 'Haarnoja et al. 2018, Latent Space Policies for Hierarchical RL', arxiv: '1804.02808' },
      ],
      slots: (base) => ({
        ...base,
        posterior: { box: normalizingFlow() },
        behaviour: { box: samplePosterior({ evaluation: 'bestOfQ' }) },
      }),
    },
    latent: {
      description:
        'A Gaussian with a latent variable as the posterior, its entropy bounded; evaluated by the best of some draws',
      sources: [{ title: 'Hausman et al. 2018, Learning an Embedding Space for Transferable Robot Skills' }],
      slots: (base) => ({
        ...base,
        posterior: { box: latentGaussian() },
        behaviour: { box: samplePosterior({ evaluation: 'bestOfQ' }) },
      }),
    },
    mixture: {
      description: 'A mixture of Gaussians as the posterior',
      sources: [{ title: 'Haarnoja et al. 2018, first public code', arxiv: '1801.01290' }],
      slots: (base) => ({
        ...base,
        posterior: { box: gaussianMixture() },
        gradientEstimator: { box: stratified() },
      }),
    },
  },
});
