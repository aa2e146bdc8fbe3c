import { describe, expect, it } from 'vitest';
import { wilsonInterval, wilsonIntervalOfMean } from './proportion.js';

describe('wilsonInterval', () => {
  // statsmodels: proportion.proportion_confint(count, nobs, method='wilson').
  it.each([
    [0, 3, 0, 0.561497031755],
    [3, 3, 0.438502968245, 1],
    [2, 5, 0.117620774233, 0.769275718724],
    [5, 10, 0.236593090513, 0.763406909487],
    [29, 30, 0.833296090086, 0.994091409618],
  ])('of %i of %i is [%f, %f]', (count, of, low, high) => {
    const interval = wilsonInterval(count / of, of);
    expect(interval[0]).toBeCloseTo(low, 10);
    expect(interval[1]).toBeCloseTo(high, 10);
  });
});

describe('wilsonIntervalOfMean', () => {
  it('is that of all runs together where tasks have the same number', () => {
    expect(wilsonIntervalOfMean([0, 1, 0.5, 0.5], [3, 3, 3, 3])).toEqual(wilsonInterval(0.5, 12));
  });

  it('hangs most on the task with the fewest runs', () => {
    // 2² / (1/2 + 1/100) = 7.84…, not 102.
    const [low, high] = wilsonIntervalOfMean([0.5, 0.5], [2, 100]);
    expect([low, high]).toEqual([...wilsonInterval(0.5, 4 / 0.51)]);
  });
});
