import { describe, expect, it } from 'vitest';
import { FlatMemory } from '../runtime/flatMemory.js';
import { Adam, type AdamOptions } from './adam.js';
import { FlatKernels } from './flatKernels.js';

function setUp(length: number, options: AdamOptions = {}) {
  const memory = new FlatMemory(4 * (length + 16));
  const [parameters, gradient, firstMoment, secondMoment] = Array.from({ length: 4 }, () => memory.allocate(length));
  const vectors = { parameters, gradient, firstMoment, secondMoment };
  return { ...vectors, adam: new Adam(new FlatKernels(memory), vectors, options) };
}

describe('Adam', () => {
  it('follows algorithm 1 of the paper over many steps', () => {
    const options = { learningRate: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 };
    const { adam, parameters, gradient } = setUp(3, options);
    const [theta, m, v] = [
      [1, -2, 3],
      [0, 0, 0],
      [0, 0, 0],
    ];
    parameters.set(theta);
    for (let t = 1; t <= 50; t++) {
      for (let i = 0; i < 3; i++) {
        gradient[i] = Math.cos(t * (i + 1)) + parameters[i];
        const g = Math.cos(t * (i + 1)) + theta[i];
        m[i] = 0.8 * m[i] + 0.2 * g;
        v[i] = 0.95 * v[i] + 0.05 * g * g;
        theta[i] -= (0.01 * (m[i] / (1 - 0.8 ** t))) / (Math.sqrt(v[i] / (1 - 0.95 ** t)) + 1e-3);
      }
      adam.step();
    }
    theta.forEach((value, i) => {
      expect(parameters[i]).toBeCloseTo(value, 5);
    });
  });

  it('moves every parameter by the learning rate in the first step, also by one given for that step', () => {
    const { adam, parameters, gradient } = setUp(2, { learningRate: 0.1 });
    gradient.set([5, -1e-3]);
    adam.step();
    expect(parameters[0]).toBeCloseTo(-0.1, 5);
    expect(parameters[1]).toBeCloseTo(0.1, 5);
    const other = setUp(1);
    other.gradient[0] = 1;
    other.adam.step(0.5);
    expect(other.parameters[0]).toBeCloseTo(-0.5, 6);
  });

  it('scales long gradients down to clipNorm and leaves short ones alone', () => {
    const clipped = setUp(2, { clipNorm: 1 });
    clipped.gradient.set([3, 4]);
    clipped.adam.step();
    expect(clipped.firstMoment[0]).toBeCloseTo(0.1 * 0.6, 7);
    expect(clipped.firstMoment[1]).toBeCloseTo(0.1 * 0.8, 7);
    expect([...clipped.gradient]).toEqual([3, 4]);
    const short = setUp(2, { clipNorm: 10 });
    short.gradient.set([3, 4]);
    short.adam.step();
    expect(short.firstMoment[1]).toBeCloseTo(0.4, 6);
  });

  it('takes a scale from outside, and the smaller one where it has its own limit', () => {
    const scaled = setUp(2);
    scaled.gradient.set([3, 4]);
    scaled.adam.step(undefined, 0.5);
    expect(scaled.firstMoment[1]).toBeCloseTo(0.1 * 2, 7);
    for (const [scale, expected] of [
      [0.05, 0.1 * 0.2],
      [0.5, 0.1 * 0.8],
    ]) {
      const both = setUp(2, { clipNorm: 1 });
      both.gradient.set([3, 4]);
      both.adam.step(undefined, scale);
      expect(both.firstMoment[1]).toBeCloseTo(expected, 7);
    }
  });

  it('continues exactly from a restored state', () => {
    const run = (vectors: ReturnType<typeof setUp>, from: number, to: number) => {
      for (let t = from; t < to; t++) {
        vectors.gradient.forEach((_, i) => {
          vectors.gradient[i] = Math.sin(t + i) + vectors.parameters[i];
        });
        vectors.adam.step();
      }
    };
    const whole = setUp(37);
    run(whole, 0, 10);
    const middle = whole.adam.state();
    const parameters = whole.parameters.slice();
    run(whole, 10, 20);
    const resumed = setUp(37);
    resumed.parameters.set(parameters);
    resumed.adam.restore(middle);
    expect(resumed.adam.state()).toEqual(middle);
    run(resumed, 10, 20);
    expect(resumed.parameters).toEqual(whole.parameters);
    expect(resumed.adam.state()).toEqual(whole.adam.state());
  });

  it('refuses the state of another group', () => {
    const refusal = expect.objectContaining({ code: 'VEM_OPTIMISER_STATE' });
    const { adam } = setUp(3);
    expect(() => adam.restore(setUp(4).adam.state())).toThrow(refusal);
    expect(() => adam.restore({ ...adam.state(), steps: -1 })).toThrow(refusal);
  });
});
