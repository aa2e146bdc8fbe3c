import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { fixedTemperature, reparameterised, tanhGaussian } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { adam, offPolicy, replay, samplePosterior } from '@vem/training';
import { oneStep, qAndV, stateValues } from '@vem/values';

/** The first soft actor-critic: a network of its own for V, and a temperature that stays. */
export const sacV1 = definePreset({
  name: 'sac-v1',
  description:
    'The first soft actor-critic: twin Q and a V fitted to them, whose lagging copy targets read, at a fixed temperature',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [
    { title: 'Haarnoja et al. 2018, Soft Actor-Critic: Off-Policy Maximum Entropy Deep RL', arxiv: '1801.01290' },
  ],
  slots: () => ({
    prior: uniform(),
    posterior: { box: tanhGaussian() },
    // Rewards times 5 at temperature 1 are rewards at temperature 1/5: Hopper, Walker2d, HalfCheetah and Ant.
    likelihood: optimality({ rewardScale: 5 }),
    temperature: fixedTemperature({ alpha: 1 }),
    valueEstimator: qAndV(),
    bootstrap: stateValues({ copy: 'target' }),
    returns: oneStep(),
    gradientEstimator: reparameterised(),
    behaviour: samplePosterior(),
    data: replay(),
    optimiser: adam(),
    // V, Q and the policy move by gradients at the same parameters.
    schedule: offPolicy({ steps: [['value', 'eStep']] }),
  }),
});
