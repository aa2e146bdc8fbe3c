import { Streams } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { interquartileMean } from './aggregate.js';
import { bootstrapInterval, stratifiedInterval } from './bootstrap.js';

const stream = (name: string) => new Streams(0).fresh(name);
const FIVE = [-160, -150, -148, -155, -190];

describe('bootstrapInterval', () => {
  // All 5^5 resamples enumerated with numpy: np.percentile([trim_mean(c, 0.25) for c in product(FIVE, repeat=5)], [2.5, 97.5]).
  it('finds the exact percentile interval of the interquartile mean', () => {
    const [low, high] = bootstrapInterval(FIVE, interquartileMean, stream('exact'), { resamples: 20_000 });
    expect(low).toBeCloseTo(-180, 6);
    expect(high).toBeCloseTo(-148.66666667, 6);
  });

  it('is a point where the scores are all alike', () => {
    expect(bootstrapInterval([7, 7, 7], interquartileMean, stream('alike'))).toEqual([7, 7]);
  });

  it('gives the same interval from the same stream and shrinks with the level', () => {
    const wide = bootstrapInterval(FIVE, interquartileMean, stream('a'), { level: 0.95 });
    expect(bootstrapInterval(FIVE, interquartileMean, stream('a'), { level: 0.95 })).toEqual(wide);
    const narrow = bootstrapInterval(FIVE, interquartileMean, stream('a'), { level: 0.5 });
    expect(narrow[1] - narrow[0]).toBeLessThan(wide[1] - wide[0]);
  });
});

describe('stratifiedInterval', () => {
  // numpy, 200 000 resamples within each row, trim_mean of all ten: [-78, -66.67]. Without strata the number of
  // scores per row would vary, and the interval would reach below −150.
  it('resamples within each task', () => {
    const tasks = [FIVE, [10, 12, 11, 9, 30]];
    const [low, high] = stratifiedInterval(tasks, (strata) => interquartileMean(strata.flat()), stream('strata'));
    expect(low).toBeCloseTo(-78, 0);
    expect(high).toBeCloseTo(-66.6667, 0);
  });
});
