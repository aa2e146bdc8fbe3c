import { checkPrior } from '@vem/framework/testing';
import { describe, it } from 'vitest';
import { gaussian, uniform } from './index.js';

describe('priors keep the rules of their slot', () => {
  it.each([
    ['uniform, normalised', () => checkPrior(uniform({ reference: 'normalised' }))],
    ['uniform, counting', () => checkPrior(uniform())],
    ['gaussian', () => checkPrior(gaussian())],
    ['gaussian, narrow and off centre', () => checkPrior(gaussian({ mean: 2, std: 0.01 }))],
    ['gaussian, unsquashed', () => checkPrior(gaussian({ std: 3, squash: 'identity' }))],
  ])('%s', (_name, check) => check());
});
