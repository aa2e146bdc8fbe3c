import { describe, expect, it } from 'vitest';
import { performanceProfile } from './profile.js';
import { wilsonInterval } from './proportion.js';

describe('performanceProfile', () => {
  it('averages over tasks the fraction of runs strictly above each threshold', () => {
    // Above 1: 2/3 and 1/2, mean 7/12; above 2: 1/3 and 1/2, mean 5/12; above 5: none.
    const { fractions, bands } = performanceProfile(
      [
        [1, 2, 3],
        [0, 5],
      ],
      [-1, 1, 2, 5],
    );
    expect(fractions).toEqual([1, expect.closeTo(7 / 12, 12), expect.closeTo(5 / 12, 12), 0]);
    for (const [i, [low, high]] of bands.entries()) {
      expect(low).toBeLessThanOrEqual(fractions[i] + 1e-12);
      expect(high).toBeGreaterThanOrEqual(fractions[i] - 1e-12);
      expect(high - low).toBeGreaterThan(0.2);
    }
  });

  it("has Wilson's interval as its band on one task", () => {
    const [low, high] = performanceProfile([[1, 2, 3]], [2.5]).bands[0];
    expect(low).toBeCloseTo(wilsonInterval(1 / 3, 3)[0], 12);
    expect(high).toBeCloseTo(wilsonInterval(1 / 3, 3)[1], 12);
  });
});
