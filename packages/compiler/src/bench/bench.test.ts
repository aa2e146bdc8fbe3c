import { describe, expect, it } from 'vitest';
import { measure, median } from './measure.js';
import { sgemmRate } from './sgemm.js';

describe('measure', () => {
  it('times workloads in turns', () => {
    const calls: string[] = [];
    let now = 0;
    const taking = (name: string, milliseconds: number) => () => {
      calls.push(name);
      now += milliseconds;
    };
    const workloads = { short: taking('short', 1), long: taking('long', 4) };
    const seconds = measure(workloads, { rounds: 2, milliseconds: 3, clock: () => now });
    expect(seconds).toEqual({ short: 0.001, long: 0.004 });
    const turn = ['short', 'short', 'short', 'long'];
    expect(calls).toEqual([...turn, ...turn, ...turn]); // one of them to warm up
  });

  it('takes the median', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });
});

describe('sgemmRate', () => {
  it('is a rate that processors have', () => {
    const rate = sgemmRate({ rounds: 1, milliseconds: 5 });
    expect(rate).toBeGreaterThan(0.5);
    expect(rate).toBeLessThan(2000);
  });
});
