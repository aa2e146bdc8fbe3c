import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { exactCategorical, fixedTemperature, steinSampler } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { adam, offPolicy, replay, samplePosterior } from '@vem/training';
import { actionValues, logSumExp, oneStep, sampledLogSumExp, singleQ } from '@vem/values';

/** Soft Q-learning: the posterior is the Boltzmann distribution of Q itself, sampled by a network. */
export const sql = definePreset({
  name: 'sql',
  description:
    'Soft Q-learning: Boltzmann posterior of one soft Q, sampled by amortised Stein gradients, uniform prior',
  cell: { prior: 'uniform', model: 'free', posterior: 'nonParametric' },
  sources: [
    { title: 'Haarnoja et al. 2017, Reinforcement Learning with Deep Energy-Based Policies', arxiv: '1702.08165' },
  ],
  slots: () => ({
    prior: uniform(),
    posterior: { box: steinSampler(), discrete: exactCategorical() },
    likelihood: optimality(),
    valueEstimator: {
      box: singleQ(),
      discrete: actionValues({ hidden: [128, 128] }),
    },
    bootstrap: { box: sampledLogSumExp(), discrete: logSumExp() },
    returns: oneStep(),
    temperature: fixedTemperature(),
    // A sampler has no mode: evaluations take the best of some samples.
    behaviour: { box: samplePosterior({ evaluation: 'bestOfQ' }), discrete: samplePosterior() },
    data: replay({ batchSize: 128 }),
    optimiser: adam({ learningRate: 3e-4 }),
    schedule: offPolicy(),
  }),
});
