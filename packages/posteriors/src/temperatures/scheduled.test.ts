import { describe, expect, it } from 'vitest';
import { scheduledTemperature } from './scheduled.js';

const alphaAt = (options: Parameters<typeof scheduledTemperature>[0], envSteps: number) =>
  scheduledTemperature(options).create().scalars!({ envSteps, updates: 0, rollouts: 0, fraction: envSteps / 1000 })
    .alpha;

describe('a scheduled temperature', () => {
  it.each([
    ['linear', 0.505],
    ['exponential', 0.1],
    ['reciprocal', 1 / 50.5],
  ] as const)('starts at one value, ends at the other and is between them half way (%s)', (shape, middle) => {
    const options = { from: 1, to: 0.01, over: 200, shape };
    expect(alphaAt(options, 0)).toBeCloseTo(1, 12);
    expect(alphaAt(options, 100)).toBeCloseTo(middle, 12);
    expect(alphaAt(options, 200)).toBeCloseTo(0.01, 12);
    expect(alphaAt(options, 10_000)).toBeCloseTo(0.01, 12);
  });

  it('takes the whole run unless it says otherwise', () => {
    expect(alphaAt({ from: 1, to: 0.5 }, 500)).toBeCloseTo(0.75, 12);
  });

  it('may rise', () => {
    expect(alphaAt({ from: 0.2, to: 0.4, over: 10 }, 5)).toBeCloseTo(0.3, 12);
  });

  it('refuses temperatures that are not positive', () => {
    expect(() => scheduledTemperature({ from: 1, to: 0, over: 10 })).toThrow(
      expect.objectContaining({ code: 'VEM_PLUGIN_OPTIONS' }),
    );
  });
});
