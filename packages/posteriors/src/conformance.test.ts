import { checkPosterior } from '@vem/framework/testing';
import { describe, it } from 'vitest';
import { gaussian, steinSampler, tanhGaussian } from './index.js';

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
    ['stein-sampler', () => checkPosterior(steinSampler({ hidden: [16, 16] }))],
  ])('%s', (_name, check) => check());
});
