import { definePreset } from '@vem/framework';
import { optimality } from '@vem/likelihoods';
import { reparameterised, tanhGaussian, targetEntropy } from '@vem/posteriors';
import { uniform } from '@vem/priors';
import { adam } from '@vem/training';
import { expectation, oneStep, qEnsemble } from '@vem/values';
import * as tuned from './tuned/ensembles.js';

const slots = () => ({
  prior: uniform(),
  posterior: { box: tanhGaussian() },
  likelihood: optimality(),
  valueEstimator: qEnsemble({ critics: 2, dropout: 0.01, layerNorm: 'every' }),
  bootstrap: expectation(),
  returns: oneStep(),
  gradientEstimator: reparameterised(),
  temperature: targetEntropy({ gradient: 'logAlpha' }),
  ...tuned.start,
  optimiser: adam(),
  schedule: tuned.schedule(),
});

/** Dropout Q-functions: as many updates per step as REDQ, with two critics that drop units and normalise. */
export const droq = definePreset({
  name: 'droq',
  description:
    'Dropout Q-functions: SAC with two critics that drop units and normalise layers, and twenty updates per step',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [tuned.DROQ],
  slots,
  variants: {
    hopper: tuned.task(tuned.DROQ, 'Hopper', -1, slots),
    'half-cheetah': tuned.task(tuned.DROQ, 'HalfCheetah', -3, slots),
    walker: tuned.task(tuned.DROQ, 'Walker2d', -3, slots),
    ant: tuned.task(tuned.DROQ, 'Ant', -4, slots),
  },
});
