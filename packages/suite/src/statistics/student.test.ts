import { describe, expect, it } from 'vitest';
import { meanInterval, studentQuantile } from './student.js';

describe('studentQuantile', () => {
  // scipy 1.17.1: stats.t.ppf((1 + level) / 2, degrees).
  it.each([
    [1, 0.95, 12.7062047362],
    [1, 0.5, 1],
    [2, 0.95, 4.30265272975],
    [2, 0.5, 0.816496580928],
    [3, 0.95, 3.18244630528],
    [3, 0.5, 0.764892328404],
    [4, 0.95, 2.7764451052],
    [4, 0.5, 0.740697084113],
    [9, 0.95, 2.2621571628],
    [10, 0.95, 2.22813885199],
    [29, 0.95, 2.04522964213],
    [58, 0.95, 2.00171748415],
    [199, 0.95, 1.97195654425],
  ])('of %i degrees at %f is %f', (degrees, level, expected) => {
    expect(studentQuantile(degrees, level) / expected).toBeCloseTo(1, 10);
  });
});

describe('meanInterval', () => {
  it("is scipy's", () => {
    // stats.t.interval(0.95, 2, loc=np.mean(x), scale=stats.sem(x)) of x = [4791, 5278, 4653].
    const [low, high] = meanInterval([4791, 5278, 4653])!;
    expect(low).toBeCloseTo(4091.694667594, 6);
    expect(high).toBeCloseTo(5722.971999072, 6);
  });

  it('is undefined where nothing is known of the spread', () => {
    expect(meanInterval([3])).toBeUndefined();
    expect(meanInterval([500, 500, 500])).toBeUndefined();
  });
});
