import { describe, expect, it } from 'vitest';
import { performanceProfile } from './profile.js';

describe('performanceProfile', () => {
  it('averages over tasks the fraction of runs strictly above each threshold', () => {
    // Above 1: 2/3 and 1/2, mean 7/12; above 2: 1/3 and 1/2, mean 5/12; above 5: none.
    const { fractions } = performanceProfile(
      [
        [1, 2, 3],
        [0, 5],
      ],
      [-1, 1, 2, 5],
    );
    expect(fractions).toEqual([1, expect.closeTo(7 / 12, 12), expect.closeTo(5 / 12, 12), 0]);
  });
});
