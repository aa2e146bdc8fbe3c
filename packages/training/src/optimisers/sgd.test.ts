import { FlatKernels, FlatMemory } from '@vem/compiler';
import { describe, expect, it } from 'vitest';
import { sgd } from './sgd.js';

function attach(options: Parameters<typeof sgd>[0], own: { learningRate?: number; clipNorm?: number } = {}) {
  const optimiser = sgd(options).create();
  const memory = new FlatMemory(2 ** 10);
  const [parameters, gradient] = [memory.allocate(2), memory.allocate(2)];
  parameters.set([1, -2]);
  gradient.set([3, 4]);
  const group = { name: 'critic', parameters, gradient, learningRate: own.learningRate, clipNorm: own.clipNorm };
  return {
    parameters,
    gradient,
    vectors: optimiser.vectors,
    attached: optimiser.attach(group, [], new FlatKernels(memory)),
  };
}

const expectAt = (parameters: Float32Array, expected: readonly number[]) => {
  for (const [i, value] of expected.entries()) expect(parameters[i]).toBeCloseTo(value, 6);
};

describe('sgd', () => {
  it('moves against the gradient at the rate and leaves the gradient alone', () => {
    const { parameters, gradient, vectors, attached } = attach({ learningRate: 0.5 });
    attached.step();
    attached.step();
    expect(vectors).toBe(0);
    expectAt(parameters, [1 - 3, -2 - 4]);
    expect([...gradient]).toEqual([3, 4]);
  });

  it('prefers the rate of the group', () => {
    const { parameters, attached } = attach({ learningRate: 0.5 }, { learningRate: 0.1 });
    attached.step();
    expectAt(parameters, [0.7, -2.4]);
  });

  it('keeps the step within the group’s largest norm', () => {
    const clipped = attach({ learningRate: 1 }, { clipNorm: 0.5 });
    clipped.attached.step();
    expectAt(clipped.parameters, [1 - 0.3, -2 - 0.4]);
    const short = attach({ learningRate: 1 }, { clipNorm: 6 });
    short.attached.step();
    expectAt(short.parameters, [-2, -6]);
  });

  it('remembers nothing, and refuses the memory of another optimiser', () => {
    const { attached } = attach({});
    expect(attached.state()).toEqual({});
    expect(() => attached.restore(attached.state())).not.toThrow();
    expect(() => attached.restore({ steps: 3 })).toThrow(
      expect.objectContaining({ code: 'VEM_OPTIMISER_MISMATCH', message: expect.stringContaining('"sgd"') }),
    );
  });
});
