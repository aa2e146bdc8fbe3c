import { describe, expect, it } from 'vitest';
import { codeOf } from '../testing/codeOf.js';
import { adam } from './adam.js';
import { oneGroup, resumed, START } from './testing/oneGroup.js';

const attach = (options: Parameters<typeof adam>[0], own?: Parameters<typeof oneGroup>[1]) =>
  oneGroup(adam(options), own);

describe('adam', () => {
  it('follows algorithm 1 of the paper with its defaults and a chosen rate', () => {
    const { parameters, gradient, step } = attach({ learningRate: 0.01 });
    const theta = [1, -2];
    const m = [0, 0];
    const v = [0, 0];
    parameters.set(theta);
    for (let t = 1; t <= 30; t++) {
      for (let i = 0; i < 2; i++) {
        const g = Math.sin(t * (i + 1)) + 0.1;
        gradient[i] = g;
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        theta[i] -= (0.01 * (m[i] / (1 - 0.9 ** t))) / (Math.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-8);
      }
      step();
    }
    theta.forEach((value, i) => {
      expect(parameters[i]).toBeCloseTo(value, 5);
    });
  });

  it('prefers the rate of the group', () => {
    const usual = attach({});
    const own = attach({}, { learningRate: 0.5 });
    for (const { gradient, step } of [usual, own]) {
      gradient.fill(7);
      step();
    }
    expect(usual.parameters[0]).toBeCloseTo(-3e-4, 8);
    expect(own.parameters[0]).toBeCloseTo(-0.5, 5);
  });

  it('moves the rate over the run, down to 0', () => {
    const { parameters, gradient, step } = attach({ learningRate: { from: 0.1, to: 0 } });
    gradient.fill(7);
    step({ progress: { ...START, fraction: 0.5 } });
    expect(parameters[0]).toBeCloseTo(-0.05, 6);
    step({ progress: { ...START, fraction: 1 } });
    expect(parameters[0]).toBeCloseTo(-0.05, 6);
    const own = attach({}, { learningRate: { from: 0.1, to: 0.2, over: 100, shape: 'linear' } });
    own.gradient.fill(7);
    own.step({ progress: { ...START, envSteps: 50 } });
    expect(own.parameters[0]).toBeCloseTo(-0.15, 6);
  });

  it.each([
    ['the group’s', {}, { clipNorm: 0.5 }],
    ['its own', { clipNorm: 0.5 }, {}],
    ['the group’s before its own', { clipNorm: 9 }, { clipNorm: 0.5 }],
  ])('scales the gradient to %s largest norm and leaves the gradient itself alone', (_whose, options, own) => {
    const { gradient, vectors, step } = attach(options, own);
    gradient.set([3, 4]);
    step();
    expect(vectors[0][0]).toBeCloseTo(0.1 * 0.3, 7);
    expect(vectors[0][1]).toBeCloseTo(0.1 * 0.4, 7);
    expect([...gradient]).toEqual([3, 4]);
  });

  it('counts the gradient as many times as it is told to', () => {
    const { gradient, vectors, step } = attach({});
    gradient.set([3, 4]);
    step({ scale: 0.5 });
    expect(vectors[0][1]).toBeCloseTo(0.1 * 2, 7);
  });

  it('continues bit for bit from a state', () => {
    const [first, second] = resumed(() => attach({}));
    expect(second).toEqual(first);
  });

  it('answers states of something else and impossible options with coded errors', () => {
    const { attached } = attach({});
    const state = attached.state();
    expect(codeOf(() => attached.restore({}))).toBe('VEM_OPTIMISER_MISMATCH');
    expect(codeOf(() => attached.restore({ ...state, firstMoment: new Float64Array(2) }))).toBe(
      'VEM_OPTIMISER_MISMATCH',
    );
    expect(codeOf(() => attached.restore({ ...state, secondMoment: new Float32Array(3) }))).toBe('VEM_OPTIMISER_STATE');
    expect(codeOf(() => adam({ beta1: 1 }))).toBe('VEM_PLUGIN_OPTIONS');
    expect(codeOf(() => adam({ learningRate: 0 }))).toBe('VEM_PLUGIN_OPTIONS');
    expect(codeOf(() => adam({ learningRate: { from: 0, to: 1 } }))).toBe('VEM_PLUGIN_OPTIONS');
    expect(adam().config).toEqual({ learningRate: 3e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
  });
});
