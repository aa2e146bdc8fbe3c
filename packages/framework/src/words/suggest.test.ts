import { describe, expect, it } from 'vitest';
import { closest, didYouMean } from './suggest.js';

const KNOWN = ['Pendulum-v1', 'CartPole-v1', 'LQR', 'target-entropy'];

describe('closest', () => {
  it.each([
    ['Pendulm', 'Pendulum-v1'],
    ['pendulum-v2', 'Pendulum-v1'],
    ['cartpole', 'CartPole-v1'],
    ['Cart-Poel-v1', 'CartPole-v1'],
    ['targetEntropy', 'target-entropy'],
    ['lrq', 'LQR'],
  ])('%s: %s', (word, meant) => {
    expect(closest(word, KNOWN)).toBe(meant);
  });

  it('suggests nothing where nothing is close', () => {
    expect(closest('Humanoid-v5', KNOWN)).toBeUndefined();
    expect(didYouMean('Humanoid-v5', KNOWN)).toBe(' Known: Pendulum-v1, CartPole-v1, LQR, target-entropy.');
  });
});
