import { FlatKernels, FlatMemory } from '@vem/compiler';
import { VemError } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { adam } from './adam.js';

/** A group of parameters with everything that the plugin needs to move it. */
function attach(
  options: Parameters<typeof adam>[0],
  own: { learningRate?: number; clipNorm?: number } = {},
  length = 2,
) {
  const optimiser = adam(options).create();
  const memory = new FlatMemory(2 ** 12);
  const [parameters, gradient, ...vectors] = Array.from({ length: 2 + optimiser.vectors }, () =>
    memory.allocate(length),
  );
  const group = { name: 'critic', parameters, gradient, learningRate: own.learningRate, clipNorm: own.clipNorm };
  return {
    parameters,
    gradient,
    moments: vectors,
    attached: optimiser.attach(group, vectors, new FlatKernels(memory)),
  };
}

describe('adam', () => {
  it('follows algorithm 1 of the paper with its defaults and a chosen rate', () => {
    const { parameters, gradient, attached } = attach({ learningRate: 0.01 });
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
      attached.step();
    }
    theta.forEach((value, i) => {
      expect(parameters[i]).toBeCloseTo(value, 5);
    });
  });

  it('prefers the rate of the group', () => {
    const usual = attach({});
    const own = attach({}, { learningRate: 0.5 });
    for (const { gradient, attached } of [usual, own]) {
      gradient.fill(7);
      attached.step();
    }
    expect(usual.parameters[0]).toBeCloseTo(-3e-4, 8);
    expect(own.parameters[0]).toBeCloseTo(-0.5, 5);
  });

  it('scales the gradient of the group to its largest norm and leaves the gradient itself alone', () => {
    const { gradient, moments, attached } = attach({}, { clipNorm: 0.5 });
    gradient.set([3, 4]);
    attached.step();
    expect(moments[0][0]).toBeCloseTo(0.1 * 0.3, 7);
    expect(moments[0][1]).toBeCloseTo(0.1 * 0.4, 7);
    expect([...gradient]).toEqual([3, 4]);
  });

  it('continues bit for bit from a state', () => {
    const [first, second] = [attach({}), attach({})];
    const go = ({ gradient, attached }: typeof first, from: number, to: number) => {
      for (let t = from; t < to; t++) {
        gradient.set([Math.sin(t), Math.cos(3 * t)]);
        attached.step();
      }
    };
    go(first, 0, 20);
    const state = structuredClone(first.attached.state());
    second.parameters.set(first.parameters);
    second.attached.restore(state);
    go(first, 20, 40);
    go(second, 20, 40);
    expect([...second.parameters]).toEqual([...first.parameters]);
    expect(second.attached.state()).toEqual(first.attached.state());
  });

  it('answers states of something else and impossible options with coded errors', () => {
    const { attached } = attach({});
    const codeOf = (action: () => unknown) => {
      try {
        action();
      } catch (error) {
        return error instanceof VemError ? error.code : error;
      }
      return undefined;
    };
    const state = attached.state();
    expect(codeOf(() => attached.restore({}))).toBe('VEM_OPTIMISER_MISMATCH');
    expect(codeOf(() => attached.restore({ ...state, firstMoment: new Float64Array(2) }))).toBe(
      'VEM_OPTIMISER_MISMATCH',
    );
    expect(codeOf(() => attached.restore({ ...state, secondMoment: new Float32Array(3) }))).toBe('VEM_OPTIMISER_STATE');
    expect(codeOf(() => adam({ beta1: 1 }))).toBe('VEM_PLUGIN_OPTIONS');
    expect(codeOf(() => adam({ learningRate: 0 }))).toBe('VEM_PLUGIN_OPTIONS');
    expect(adam().config).toEqual({ learningRate: 3e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
  });
});
