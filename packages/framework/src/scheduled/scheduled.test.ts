import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { movingOverRun, type Scheduled, schedulable, valueAt } from './scheduled.js';

const positive = z.number().positive();
const rate = schedulable(positive, z.number().nonnegative());

const at = (option: Scheduled, fraction: number, envSteps = 0) => valueAt(option, { fraction, envSteps });

const problemOf = (input: unknown) => {
  const [issue] = rate.safeParse(input).error?.issues ?? [];
  return issue && `${issue.path.join('.')}: ${issue.message}`;
};

describe('a number that may move', () => {
  it('stays where it is one', () => {
    expect(rate.parse(0.3)).toBe(0.3);
    expect(at(0.3, 0.7)).toBe(0.3);
  });

  it('moves in a straight line over the run unless it says otherwise', () => {
    const option = rate.parse({ from: 0.3, to: 0 });
    expect(option).toEqual({ from: 0.3, to: 0, over: 'run', shape: 'linear' });
    expect([0, 0.25, 1].map((fraction) => at(option, fraction, 1e6))).toEqual([0.3, expect.closeTo(0.225, 12), 0]);
  });

  it('moves over environment steps where they are given, whatever part of the run that is', () => {
    const option = rate.parse({ from: 1, to: 3, over: 200 });
    expect([0, 50, 200, 1e9].map((envSteps) => at(option, 0.9, envSteps))).toEqual([1, 1.5, 3, 3]);
  });

  it.each([
    ['linear', 0.505],
    ['exponential', 0.1],
    ['reciprocal', 1 / 50.5],
    ['cosine', 0.505],
  ] as const)('is exact at both ends and half way on its own scale (%s)', (shape, middle) => {
    const option = { from: 1, to: 0.01, over: 'run', shape } as const;
    expect(at(option, 0)).toBe(1);
    expect(at(option, 0.5)).toBeCloseTo(middle, 12);
    expect(at(option, 1)).toBe(0.01);
    const quarter = at(option, 0.25);
    expect(quarter).toBeLessThan(1);
    expect(quarter).toBeGreaterThan(middle);
  });

  it('leaves its ends slowly along a cosine', () => {
    expect(at({ from: 1, to: 0, over: 'run', shape: 'cosine' }, 0.25)).toBeCloseTo((1 + Math.SQRT1_2) / 2, 12);
  });

  it('is finite everywhere between ends that are allowed', () => {
    for (const shape of ['linear', 'exponential', 'reciprocal', 'cosine'] as const)
      for (const [from, to] of [
        [1e-8, 1],
        [1, 1e-8],
        [1, 0],
      ]) {
        const { data } = rate.safeParse({ from, to, shape });
        for (const fraction of data === undefined ? [] : [0, 1e-9, 0.3, 1 - 1e-9, 1])
          expect(at(data!, fraction)).toBeGreaterThanOrEqual(0);
      }
  });

  it('says what is wrong with what was meant', () => {
    expect(problemOf(0)).toMatch(/^: .*>0$/);
    expect(problemOf({ from: 0, to: 1 })).toMatch(/^from: .*>0/);
    expect(problemOf({ from: 1, to: -1 })).toMatch(/^to: .*>=0/);
    expect(problemOf({ from: 1, to: 2, till: 3 })).toMatch(/till/);
    for (const neither of ['fast', { from: 1 }, { from: 1, to: 2, over: 0.5 }, { from: 1, to: 2, shape: 'steep' }])
      expect(problemOf(neither)).toMatch(/^: expected a number, or \{ from, to \}/);
    for (const shape of ['exponential', 'reciprocal'])
      expect(problemOf({ from: 1, to: 0, shape })).toBe(
        'shape: expected `linear` or `cosine` where `from` or `to` is 0',
      );
    expect(rate.safeParse({ from: 1, to: 0, shape: 'cosine' }).success).toBe(true);
  });

  it('is found among options, and in options of options', () => {
    const run = { from: 1, to: 0, over: 'run', shape: 'linear' };
    const rest = { use: 'adam', learningRate: run, betas: [0.9], none: null };
    const options = { clip: run, other: { ...run, over: 100 }, plain: 1, rest };
    expect(movingOverRun(options)).toEqual(['clip', 'rest.learningRate']);
  });
});
