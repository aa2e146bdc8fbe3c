import { describe, expect, it } from 'vitest';
import { boundWarnings } from './bounds.js';

const warnings = (alpha: number | undefined) => boundWarnings([-2, 3], alpha, 'an entropy of 0.7 nats');

describe('warnings about a temperature', () => {
  it('come where it stands at a bound', () => {
    expect(warnings(Math.exp(3))).toEqual([expect.stringContaining('upper bound, 3: an entropy of 0.7 nats')]);
    expect(warnings(Math.exp(-2))).toEqual([expect.stringContaining('lower bound, -2')]);
    // A mean of single-precision numbers may miss the bound by rounding.
    expect(warnings(Math.exp(3) * 0.9999)).toHaveLength(1);
  });

  it('do not come on the way', () => {
    expect(warnings(1)).toEqual([]);
    expect(warnings(Math.exp(2.9))).toEqual([]);
    expect(warnings(undefined)).toEqual([]);
  });
});
