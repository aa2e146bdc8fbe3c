import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { iterativeGaussian, reparameterised, targetEntropy } from '@vem/posteriors';
import { gaussian } from '@vem/priors';
import { adam, offPolicy, replay, samplePosterior } from '@vem/training';
import { expectation, oneStep, twinQ } from '@vem/values';

/** SAC whose posterior is inferred at each state by learned updates; batches of 128, several action samples per gradient. */
export const iterativeSac = definePreset({
  name: 'iterative-sac',
  description:
    'SAC with iterative amortised inference: at each state, gated updates along the gradient of its objective; Gaussian prior',
  cell: { prior: 'fixed', model: 'free', posterior: 'iterative' },
  sources: [
    { title: 'Marino, Piché and Yue 2019, On the Design of Variational RL Algorithms' },
    { title: 'Marino et al. 2018, Iterative Amortized Inference', arxiv: '1807.09356' },
    { title: 'Marino et al. 2020, Iterative Amortized Policy Optimization', arxiv: '2010.10670' },
    { title: 'Haarnoja et al. 2018, Soft Actor-Critic Algorithms and Applications', arxiv: '1812.05905' },
  ],
  slots: () => ({
    prior: gaussian(),
    posterior: { box: iterativeGaussian() },
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
});
