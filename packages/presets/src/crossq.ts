import { definePreset } from '@vem/framework';
import { batchNormGaussian, reparameterised, targetEntropy } from '@vem/posteriors';
import { offPolicy, perGroup, replay, samplePosterior } from '@vem/training';
import { batchNormQ, expectation } from '@vem/values';
import { sac } from './sac.js';

const PAPER = {
  title:
    'Bhatt et al. 2024, CrossQ: Batch Normalization in Deep Reinforcement Learning for Greater Sample Efficiency and Simplicity',
  arxiv: '1902.05605',
};
const CONTRIB = { title: 'Stable-Baselines3 Contrib 2.4, class `CrossQ`' };

/** That of Flax, in which the public code is written. */
const initialiser = 'lecunNormal';

/** SAC without target networks: wide critics with batch normalisation, which see states and next states together. */
export const crossq = definePreset({
  name: 'crossq',
  description:
    'CrossQ: SAC with wide, batch-normalised critics that see states and next states as one batch, and no target networks',
  cell: { prior: 'uniform', model: 'free', posterior: 'parametric' },
  sources: [PAPER],
  slots: () => ({
    ...sac(),
    posterior: { box: batchNormGaussian({ initialiser }) },
    valueEstimator: batchNormQ({ initialiser }),
    bootstrap: expectation(),
    gradientEstimator: reparameterised(),
    temperature: targetEntropy({ gradient: 'logAlpha' }),
    behaviour: samplePosterior({ warmUpSteps: 5000 }),
    data: replay({ startAfter: 5000 }),
    // Networks forget faster what gradients were than α does.
    optimiser: perGroup({
      groups: { temperature: { use: 'adam', learningRate: 1e-3 } },
      rest: { use: 'adam', learningRate: 1e-3, beta1: 0.5 },
    }),
    schedule: offPolicy({ steps: [['value'], { phases: ['eStep', 'temperature'], every: { updates: 3 } }] }),
  }),
  variants: {
    contrib: {
      description: 'Critics of 2 × 1024 units, a quarter of the arithmetic',
      sources: [CONTRIB],
      slots: (base) => ({ ...base, valueEstimator: batchNormQ({ initialiser, hidden: [1024, 1024] }) }),
    },
  },
});
