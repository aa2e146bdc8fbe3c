import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { bellmanResidual, fixedTemperature, reparameterised, tanhGaussian } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { adam, offPolicy, replay, samplePosterior } from '@vem/training';
import { oneStep, qAndV, stateValues } from '@vem/values';

const PAPER = {
  title: 'Fellows et al. 2019, VIREL: A Variational Inference Framework for Reinforcement Learning',
  arxiv: '1811.01132',
};
const hidden = [300, 300];

const slots = () => ({
  prior: uniform(),
  posterior: { box: tanhGaussian({ hidden }) },
  likelihood: optimality({ rewardScale: 3 }),
  // The temperature is what values are still wrong by.
  temperature: bellmanResidual(),
  // The plain value of the policy: entropy is in the policy's objective alone.
  valueEstimator: qAndV({ hidden, critics: 1, regularised: 'none', target: { kind: 'polyak', tau: 0.001 } }),
  bootstrap: stateValues({ copy: 'target' }),
  returns: oneStep(),
  gradientEstimator: reparameterised(),
  behaviour: samplePosterior(),
  data: replay({ batchSize: 128 }),
  optimiser: adam(),
  schedule: offPolicy({
    steps: [['value', 'eStep'], { phases: ['temperature'], every: { updates: 10 }, rows: 'fresh', batchSize: 4096 }],
  }),
});

/** Variational inference for reinforcement learning: the residual of Bellman's equation is the temperature. */
export const virel = definePreset({
  name: 'virel',
  description: 'A policy that is as wide as values are wrong: the temperature is Bellman’s residual, values are plain',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [PAPER],
  slots,
  variants: {
    fixed: {
      description: 'α = 1 throughout',
      sources: [PAPER],
      slots: () => ({
        ...slots(),
        temperature: fixedTemperature({ alpha: 1 }),
        schedule: offPolicy({ steps: [['value', 'eStep']] }),
      }),
    },
  },
});
