import { box } from '@vem/framework';
import { checkPosterior } from '@vem/framework/testing';
import { describe, it } from 'vitest';
import {
  adaptiveImportance,
  batchWeights,
  crossEntropy,
  gaussian,
  gaussianMixture,
  gradientGaussian,
  iterativeGaussian,
  normalizingFlow,
  steinSampler,
  tanhGaussian,
} from './index.js';

import { knownSlots } from './testing/knownSlots.js';

const inferring = { others: knownSlots(), samples: 1024 };

describe('posteriors keep the rules of their slot', () => {
  it.each([
    ['tanh-gaussian', () => checkPosterior(tanhGaussian())],
    [
      'tanh-gaussian, nearly deterministic',
      () => checkPosterior(tanhGaussian({ hidden: [8], logStdRange: [-12, -11] })),
    ],
    ['gaussian', () => checkPosterior(gaussian({ hidden: [16, 16], activation: 'tanh' }))],
    ['gaussian, one σ for all states', () => checkPosterior(gaussian({ hidden: [16], deviation: 'parameter' }))],
    ['tanh-gaussian, σ by softplus', () => checkPosterior(tanhGaussian({ hidden: [16], deviation: 'softplus' }))],
    [
      'tanh-gaussian, normalised blocks',
      () => checkPosterior(tanhGaussian({ hidden: [8, 8], residual: true, layerNorm: 'every', activation: 'gelu' })),
    ],
    ['iterative-gaussian', () => checkPosterior(iterativeGaussian({ hidden: [8], outputGain: 1 }), inferring)],
    [
      'iterative-gaussian from a network',
      () =>
        checkPosterior(iterativeGaussian({ hidden: [8], start: 'network', squash: 'identity' }), {
          ...inferring,
          actions: [box({ low: [-1, -1], high: [1, 1] })],
        }),
    ],
    ['gradient-gaussian', () => checkPosterior(gradientGaussian({ iterations: 2 }), inferring)],
    ['adaptive-importance', () => checkPosterior(adaptiveImportance({ iterations: 2, samples: 32 }), inferring)],
    ['cross-entropy', () => checkPosterior(crossEntropy({ iterations: 2 }), inferring)],
    ['normalizing-flow', () => checkPosterior(normalizingFlow({ hidden: [8], width: 4 }))],
    ['gaussian-mixture', () => checkPosterior(gaussianMixture({ hidden: [8], components: 3 }))],
    [
      'gaussian-mixture of one',
      () => checkPosterior(gaussianMixture({ hidden: [8], components: 1, squash: 'identity' })),
    ],
    ['batch-weights', () => checkPosterior(batchWeights(), inferring)],
    [
      'batch-weights, clipped and not normalised',
      () => checkPosterior(batchWeights({ topFraction: 1, weightClip: 20, normalise: false, by: 'return' }), inferring),
    ],
    ['stein-sampler', () => checkPosterior(steinSampler({ hidden: [16, 16] }))],
  ])('%s', (_name, check) => check());
});
