import { checkPosterior } from '@vem/framework/testing';
import { describe, it } from 'vitest';
import { gaussian, tanhGaussian } from './index.js';

describe('posteriors keep the rules of their slot', () => {
  it.each([
    ['tanh-gaussian', () => checkPosterior(tanhGaussian())],
    [
      'tanh-gaussian, nearly deterministic',
      () => checkPosterior(tanhGaussian({ hidden: [8], logStdRange: [-12, -11] })),
    ],
    ['gaussian', () => checkPosterior(gaussian({ hidden: [16, 16], activation: 'tanh' }))],
  ])('%s', (_name, check) => check());
});
