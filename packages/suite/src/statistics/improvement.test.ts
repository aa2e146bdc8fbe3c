import { Streams } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { improvementInterval, improvementOnTask, probabilityOfImprovement } from './improvement.js';

describe('improvementOnTask', () => {
  it('counts pairs, ties as one half', () => {
    // (2 > 1), (2 = 2), (3 > 1), (3 > 2): 3.5 of 4.
    expect(improvementOnTask({ first: [1, 2], second: [2, 3] })).toBe(0.875);
  });

  it('is the Mann-Whitney U of scipy over the number of pairs', () => {
    // stats.mannwhitneyu([2, 4, 6, 7, 8], [1, 3, 5, 7, 7]).statistic / 25
    expect(improvementOnTask({ first: [1, 3, 5, 7, 7], second: [2, 4, 6, 7, 8] })).toBeCloseTo(0.6, 12);
  });

  it('adds to one when the two change places', () => {
    const pairing = { first: [0.3, 1.5, 2, 2], second: [2, 0.1, 7] };
    expect(improvementOnTask(pairing) + improvementOnTask({ first: pairing.second, second: pairing.first })).toBe(1);
  });
});

describe('probabilityOfImprovement', () => {
  it('is the mean over tasks, whatever their numbers of seeds', () => {
    const tasks = [
      { first: [1], second: [2] },
      { first: [1, 2, 3, 4], second: [0] },
    ];
    expect(probabilityOfImprovement(tasks)).toBe(0.5);
  });
});

describe('improvementInterval', () => {
  // numpy, 400 000 resamples of both samples: percentiles 2.5 and 97.5 are 9/36 and 33/36.
  it('agrees with a bootstrap in numpy', () => {
    const task = { first: [1, 2, 3, 4, 5, 6], second: [3.5, 4.5, 2.5, 6.5, 7.5, 1.5] };
    expect(improvementOnTask(task)).toBeCloseTo(0.6111, 4);
    const [low, high] = improvementInterval([task], new Streams(0).fresh('improvement'));
    expect(low).toBeCloseTo(0.25, 1);
    expect(high).toBeCloseTo(0.9167, 1);
  });
});
