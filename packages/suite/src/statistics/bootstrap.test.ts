import { Streams } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { interquartileMean, meanOfTasks, pooledInterquartileMean } from './aggregate.js';
import { bootstrapInterval } from './bootstrap.js';

const stream = (name: string) => new Streams(0).fresh(name);
const FIVE = [-160, -150, -148, -155, -190];
const OTHERS = [10, 12, 11, 9, 30];

describe('bootstrapInterval', () => {
  it("is Student's interval for a mean, but for the draws", () => {
    // Draws of n − 1 make the standard error that of the sample variance over n: for FIVE 7.6 on 4 degrees, t = 2.7764.
    const [low, high] = bootstrapInterval([FIVE], meanOfTasks, stream('mean'), { resamples: 40_000 })!;
    const error = Math.sqrt(FIVE.reduce((sum, score) => sum + (score + 160.6) ** 2, 0) / 4 / 5);
    expect((high + low) / 2).toBeCloseTo(-160.6, 6);
    expect((high - low) / 2 / (2.776445 * error)).toBeCloseTo(1, 1.5);
  });

  it('resamples within each task', () => {
    // Drawn from all ten, one mean of ten would move by tens; within tasks the standard errors are 7.6 and 3.9, and that of their mean 4.3.
    const [low, high] = bootstrapInterval([FIVE, OTHERS], meanOfTasks, stream('strata'), { resamples: 20_000 })!;
    const errors = [FIVE, OTHERS].map((scores) => {
      const centre = scores.reduce((a, b) => a + b) / 5;
      return scores.reduce((sum, score) => sum + (score - centre) ** 2, 0) / 4 / 5;
    });
    // Eight degrees of freedom: t = 2.3060.
    expect((high - low) / 2 / (2.306004 * Math.sqrt((errors[0] + errors[1]) / 4))).toBeCloseTo(1, 1.5);
  });

  it('holds the estimate, is the same from the same stream, and shrinks with the level', () => {
    const interval = (level: number) =>
      bootstrapInterval([FIVE, OTHERS], pooledInterquartileMean, stream('a'), { level })!;
    const wide = interval(0.95);
    expect(interval(0.95)).toEqual(wide);
    const narrow = interval(0.5);
    expect(narrow[1] - narrow[0]).toBeLessThan(wide[1] - wide[0]);
    expect((wide[0] + wide[1]) / 2).toBeCloseTo(pooledInterquartileMean([FIVE, OTHERS]), 9);
  });

  it('is undefined where nothing is known of the spread', () => {
    const iqm = (strata: readonly (readonly number[])[]) => interquartileMean(strata.flat());
    expect(bootstrapInterval([[7, 7, 7]], iqm, stream('alike'))).toBeUndefined();
    expect(bootstrapInterval([FIVE, [3]], iqm, stream('one'))).toBeUndefined();
  });
});
