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
  valueEstimator: qEnsemble(),
  bootstrap: expectation(),
  returns: oneStep(),
  gradientEstimator: reparameterised(),
  temperature: targetEntropy({ gradient: 'logAlpha' }),
  ...tuned.start,
  optimiser: adam(),
  schedule: tuned.schedule(),
});

/** Randomized ensembled double Q-learning: many updates per step, held up by many critics. */
export const redq = definePreset({
  name: 'redq',
  description:
    'Randomized ensembled double Q-learning: SAC with ten critics and twenty updates per step, targets by two drawn at random',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [tuned.REDQ],
  slots,
  variants: {
    hopper: tuned.task(tuned.REDQ, 'Hopper', -1, slots),
    'half-cheetah': tuned.task(tuned.REDQ, 'HalfCheetah', -3, slots),
    walker: tuned.task(tuned.REDQ, 'Walker2d', -3, slots),
    ant: tuned.task(tuned.REDQ, 'Ant', -4, slots),
  },
});
