import { describe, expect, it } from 'vitest';
import { rmsProp } from './rmsProp.js';
import { oneGroup, resumed } from './testing/oneGroup.js';

const attach = (options: Parameters<typeof rmsProp>[0], own?: Parameters<typeof oneGroup>[1]) => {
  const group = oneGroup(rmsProp(options), own);
  group.gradient.set([3, -4]);
  return group;
};

describe('rmsProp', () => {
  it.each([
    ['outside of the root', { epsilonWhere: 'outside' }, (v: number) => Math.sqrt(v) + 0.25],
    ['inside of it', { epsilonWhere: 'inside' }, (v: number) => Math.sqrt(v + 0.25)],
  ] as const)('divides by the root of the mean square, with ε %s', (_where, options, divisor) => {
    const { parameters, vectors, step } = attach({ ...options, epsilon: 0.25, decay: 0.9, learningRate: 0.1 });
    step();
    expect(vectors[0][1]).toBeCloseTo(1.6, 6);
    expect(parameters[0]).toBeCloseTo((-0.1 * 3) / divisor(0.9), 6);
    expect(parameters[1]).toBeCloseTo((0.1 * 4) / divisor(1.6), 6);
  });

  it('starts from the square that it is given', () => {
    const { vectors, step } = attach({ initialSquare: 1, decay: 0.5 });
    expect([...vectors[0]]).toEqual([1, 1]);
    step();
    expect([...vectors[0]]).toEqual([5, 8.5]);
  });

  it('clips, scales, and prefers the rate of the group', () => {
    const { parameters, vectors, step } = attach({ decay: 0, clipNorm: 0.5 }, { learningRate: 0.5 });
    step();
    expect(vectors[0][0]).toBeCloseTo(0.09, 7);
    expect(parameters[0]).toBeCloseTo(-0.5, 4);
    const scaled = attach({ decay: 0 });
    scaled.step({ scale: 0.1 });
    expect(scaled.vectors[0][0]).toBeCloseTo(0.09, 7);
  });

  it('continues bit for bit from a state, and takes no other', () => {
    const [first, second] = resumed(() => attach({ initialSquare: 1 }));
    expect(second).toEqual(first);
    const { attached } = attach({});
    const refusal = expect.objectContaining({
      code: 'VEM_OPTIMISER_MISMATCH',
      message: expect.stringContaining('"rms-prop"'),
    });
    expect(() => attached.restore({})).toThrow(refusal);
    expect(() => attached.restore({ square: new Float32Array(3) })).toThrow(refusal);
    expect(() => attached.restore({ square: new Float32Array(2), firstMoment: new Float32Array(2) })).toThrow(refusal);
  });
});
