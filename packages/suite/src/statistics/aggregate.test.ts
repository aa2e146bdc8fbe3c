import { describe, expect, it } from 'vitest';
import { interquartileMean, optimalityGap } from './aggregate.js';

describe('interquartileMean', () => {
  // Expected values: scipy 1.x, stats.trim_mean(scores, 0.25); by hand: sort, drop ⌊n/4⌋ at each end, average.
  it.each([
    { scores: [4], expected: 4 },
    { scores: [3, -1, 10], expected: 4 },
    { scores: [1, 2, 3, 4, 5, 6, 7, 8], expected: 4.5 },
    { scores: [5.5, -2, 7, 100, 0.25], expected: 4.25 },
    { scores: [9, 1, 4, 16, 25, 36, 49, 64, 81, 100], expected: 33.166666666666664 },
  ])('of $scores is $expected', ({ scores, expected }) => {
    expect(interquartileMean(scores)).toBeCloseTo(expected, 12);
  });

  it('leaves its argument in order', () => {
    const scores = [3, 1, 2, 5, 4];
    interquartileMean(scores);
    expect(scores).toEqual([3, 1, 2, 5, 4]);
  });
});

describe('optimalityGap', () => {
  it('does not let what is beyond the target make up for what is missing', () => {
    expect(optimalityGap([[0.5, 3], [1]])).toBe(0.125);
  });
});
