import { describe, expect, it } from 'vitest';
import type { Initialiser } from '../parameters/group.js';
import { Streams } from '../random/streams.js';
import { constant, fanInUniform, glorotUniform, lecunNormal, scaled } from './initialisers.js';

const draw = (initialiser: Initialiser, shape: readonly number[]) => {
  const target = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
  initialiser(target, shape, new Streams(3).stream('initialise/test'));
  return [...target];
};

const variance = (values: readonly number[]) => values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs));

describe('initial values', () => {
  it.each([
    ['fanInUniform', fanInUniform(64), 1 / Math.sqrt(64), 1 / 64 / 3],
    ['glorotUniform', glorotUniform, Math.sqrt(6 / (64 + 200)), 2 / (64 + 200)],
    ['lecunNormal', lecunNormal, 2 / (0.87962566 * Math.sqrt(64)), 1 / 64],
  ])('%s has the bound and the variance that it names', (_name, initialiser, bound, expected) => {
    const values = draw(initialiser, [64, 200]);
    expect(largest(values)).toBeLessThanOrEqual(Math.fround(bound));
    expect(largest(values)).toBeGreaterThan(0.99 * bound);
    expect(variance(values) / expected).toBeCloseTo(1, 1);
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length)).toBeLessThan(0.02 * bound);
  });

  it('may be so many times as large', () => {
    const values = draw(glorotUniform, [3, 4]);
    expect(draw(scaled(glorotUniform, 0.5), [3, 4])).toEqual(values.map((value) => 0.5 * value));
    expect(scaled(glorotUniform, 1)).toBe(glorotUniform);
    for (const value of draw(scaled(glorotUniform, 0), [3, 4])) expect(Object.is(value, 0)).toBe(true);
    expect(draw(constant(0.3), [2])).toEqual([0.3, 0.3].map(Math.fround));
  });
});
