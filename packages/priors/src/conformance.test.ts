import { checkPrior } from '@vem/framework/testing';
import { describe, it } from 'vitest';
import { gaussian, learnedGaussian, uniform } from './index.js';

describe('priors keep the rules of their slot', () => {
  it.each([
    ['uniform, normalised', () => checkPrior(uniform({ reference: 'normalised' }))],
    ['uniform, counting', () => checkPrior(uniform())],
    ['gaussian', () => checkPrior(gaussian())],
    ['gaussian, narrow and off centre', () => checkPrior(gaussian({ mean: 2, std: 0.01 }))],
    ['gaussian, unsquashed', () => checkPrior(gaussian({ std: 3, squash: 'identity' }))],
    ['learned gaussian', () => checkPrior(learnedGaussian({ hidden: [8], outputGain: 1 }))],
    ['learned gaussian, σ = eˣ', () => checkPrior(learnedGaussian({ hidden: [8], deviation: 'exponential' }))],
    ['learned gaussian, one σ', () => checkPrior(learnedGaussian({ hidden: [8], deviation: 'parameter' }))],
    ['learned gaussian, σ₀ for good', () => checkPrior(learnedGaussian({ hidden: [8], deviation: 'fixed' }))],
  ])('%s', (_name, check) => check());
});
