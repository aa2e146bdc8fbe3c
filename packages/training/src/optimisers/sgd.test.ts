import { describe, expect, it } from 'vitest';
import { sgd } from './sgd.js';
import { oneGroup, resumed } from './testing/oneGroup.js';

function attach(options: Parameters<typeof sgd>[0], own: Parameters<typeof oneGroup>[1] = {}) {
  const group = oneGroup(sgd(options), own);
  group.parameters.set([1, -2]);
  group.gradient.set([3, 4]);
  return group;
}

const expectAt = (parameters: Float32Array, expected: readonly number[]) => {
  for (const [i, value] of expected.entries()) expect(parameters[i]).toBeCloseTo(value, 6);
};

describe('sgd', () => {
  it('moves against the gradient at the rate and leaves the gradient alone', () => {
    const { parameters, gradient, vectors, step } = attach({ learningRate: 0.5 });
    step();
    step();
    expect(vectors).toEqual([]);
    expectAt(parameters, [1 - 3, -2 - 4]);
    expect([...gradient]).toEqual([3, 4]);
  });

  it('prefers the rate of the group', () => {
    const { parameters, step } = attach({ learningRate: 0.5 }, { learningRate: 0.1 });
    step();
    expectAt(parameters, [0.7, -2.4]);
  });

  it('keeps the step within the largest norm and the scale of the step', () => {
    const clipped = attach({ learningRate: 1 }, { clipNorm: 0.5 });
    clipped.step();
    expectAt(clipped.parameters, [1 - 0.3, -2 - 0.4]);
    const short = attach({ learningRate: 1, clipNorm: 6 });
    short.step();
    expectAt(short.parameters, [-2, -6]);
    const scaled = attach({ learningRate: 1, clipNorm: 4.5 });
    scaled.step({ scale: 0.5 });
    expectAt(scaled.parameters, [1 - 1.5, -2 - 2]);
  });

  it('goes on along its velocity, or looks ahead along it', () => {
    const heavyBall = attach({ learningRate: 0.1, momentum: 0.9 });
    heavyBall.step();
    heavyBall.step({ scale: 0.5 });
    // Velocities 3 and .9 · 3 + 1.5.
    expectAt(heavyBall.parameters, [1 - 0.1 * (3 + 4.2), -2 - 0.1 * (4 + 5.6)]);
    const nesterov = attach({ learningRate: 0.1, momentum: 0.9, nesterov: true });
    nesterov.step();
    expectAt(nesterov.parameters, [1 - 0.1 * (3 + 0.9 * 3), -2 - 0.1 * (4 + 0.9 * 4)]);
  });

  it('remembers nothing without momentum, and refuses the memory of another optimiser', () => {
    const { attached } = attach({});
    expect(attached.state()).toEqual({});
    expect(() => attached.restore(attached.state())).not.toThrow();
    expect(() => attached.restore({ steps: 3 })).toThrow(
      expect.objectContaining({ code: 'VEM_OPTIMISER_MISMATCH', message: expect.stringContaining('"sgd"') }),
    );
  });

  it('continues bit for bit from its velocity, and takes no other state', () => {
    const [first, second] = resumed(() => attach({ momentum: 0.9 }));
    expect(second).toEqual(first);
    const { attached } = attach({ momentum: 0.9 });
    const refusal = expect.objectContaining({ code: 'VEM_OPTIMISER_MISMATCH' });
    expect(() => attached.restore({})).toThrow(refusal);
    expect(() => attached.restore({ velocity: new Float64Array(2) })).toThrow(refusal);
    expect(() => attached.restore({ velocity: new Float32Array(3) })).toThrow(refusal);
    expect(() => attached.restore({ ...attached.state(), steps: 1 })).toThrow(refusal);
  });
});
