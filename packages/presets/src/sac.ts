import { adam, definePreset, offPolicy, reparameterised, replay, samplePosterior, targetEntropy } from '@vem/framework';
import { expectation, optimality, twinQ } from '@vem/likelihoods';
import { tanhGaussian } from '@vem/posteriors';
import { uniform } from '@vem/priors';

/** Soft actor-critic with adapted temperature, for continuous actions. */
export const sac = definePreset({
  name: 'sac',
  description: 'Soft actor-critic: amortised posterior by gradient through twin Q, uniform prior, entropy target',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [
    { title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications', arxiv: '1812.05905' },
    { title: 'Haarnoja et al. 2018, Soft Actor-Critic: Off-Policy Maximum Entropy Deep RL', arxiv: '1801.01290' },
  ],
  slots: () => ({
    prior: uniform(),
    posterior: tanhGaussian(),
    likelihood: optimality(),
    valueEstimator: twinQ(),
    bootstrap: expectation(),
    gradientEstimator: reparameterised(),
    temperature: targetEntropy(),
    behaviour: samplePosterior(),
    data: replay(),
    optimiser: adam(),
    schedule: offPolicy(),
  }),
});
