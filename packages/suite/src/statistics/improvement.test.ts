import { describe, expect, it } from 'vitest';
import { improvementInterval, improvementOnTask, isTied, probabilityOfImprovement } from './improvement.js';
import { wilsonInterval } from './proportion.js';

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

  it('takes runs that diverged for worse than any score, and as good as each other', () => {
    const gone = Number.NEGATIVE_INFINITY;
    expect(improvementOnTask({ first: [gone, 0], second: [gone, -1e9] })).toBe(0.375);
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
  it("is Wilson's for as many runs as the side with fewer has", () => {
    // proportion_confint(3, 3, method='wilson'): three wins of three leave 44 % possible.
    const [low, high] = improvementInterval([{ first: [1, 2, 3, 4], second: [5, 6, 7] }]);
    expect(low).toBeCloseTo(0.4385, 4);
    expect(high).toBe(1);
  });

  it('narrows with tasks as with runs', () => {
    const task = { first: [1, 2, 3], second: [1.5, 2.5, 3.5] };
    const [low, high] = improvementInterval([task, task, task, task]);
    expect([low, high]).toEqual([...wilsonInterval(improvementOnTask(task), 12)]);
  });
});

describe('isTied', () => {
  it('holds where all runs of both have one score', () => {
    expect(isTied({ first: [500, 500], second: [500] })).toBe(true);
    expect(isTied({ first: [500, 500], second: [499] })).toBe(false);
    expect(isTied({ first: [], second: [] })).toBe(false);
  });
});
