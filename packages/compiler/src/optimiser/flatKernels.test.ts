import { describe, expect, it } from 'vitest';
import loadWabt from 'wabt';
import { FlatMemory } from '../runtime/flatMemory.js';
import { type AdamStep, FlatKernels } from './flatKernels.js';
import { kernelSource } from './kernelSource.js';
import { kernelBytes } from './kernels.wasm.js';

/** Lengths around the block of 16 floats, zero included. */
const lengths = [0, 1, 15, 16, 17, 47, 64, 1000];

/** Deterministic values over several orders of magnitude, both signs. */
const values = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, index) => Math.sin(12.9898 * (index + 1) * seed) * 10 ** ((index % 7) - 4));

const step: AdamStep = { gradientScale: 0.5, beta1: 0.9, beta2: 0.999, rate: 3e-3, secondScale: 100, epsilon: 1e-8 };

/** Vectors of one memory, and the word after each one, which no kernel may touch. */
function setUp(length: number, count: number) {
  const memory = new FlatMemory((length + 32) * count);
  const vectors = Array.from({ length: count }, (_, index) => {
    const padded = memory.allocate(length + 1);
    padded.set(values(length, index + 1));
    padded[length] = 77;
    return { vector: padded.subarray(0, length), guard: () => padded[length] };
  });
  return { kernels: new FlatKernels(memory), vectors: vectors.map(({ vector }) => vector), guards: vectors };
}

const f = Math.fround;

/** Adam in single precision, element by element. */
function adamReference(p: number, g: number, m: number, v: number) {
  const scaled = f(g * step.gradientScale);
  const first = f(f(m * f(step.beta1)) + f(scaled * f(1 - step.beta1)));
  const second = f(f(v * f(step.beta2)) + f(f(scaled * scaled) * f(1 - step.beta2)));
  const flushed = { m: Math.abs(first) < f(1e-30) ? 0 : first, v: second < f(1e-36) ? 0 : second };
  const root = f(Math.sqrt(f(flushed.v * f(step.secondScale))));
  return { ...flushed, p: f(p - f(f(flushed.m * f(step.rate)) / f(root + f(step.epsilon)))) };
}

describe('kernels.wasm.ts', () => {
  it('is what its source text compiles to', async () => {
    const wabt = await loadWabt();
    const { buffer } = wabt.parseWat('kernels.wat', kernelSource(), { simd: true }).toBinary({});
    expect(kernelBytes).toBe(Buffer.from(buffer).toString('base64'));
  });
});

describe('FlatKernels', () => {
  it.each(lengths)('adam agrees with single-precision arithmetic, %i elements', (length) => {
    const { kernels, vectors, guards } = setUp(length, 4);
    const [parameters, gradient, first, second] = vectors;
    second.forEach((value, index) => {
      second[index] = Math.abs(value);
    });
    const expected = Array.from(parameters, (p, i) => adamReference(p, gradient[i], first[i], second[i]));
    kernels.adam(parameters, gradient, first, second, step);
    expect([...parameters]).toEqual(expected.map(({ p }) => p));
    expect([...first]).toEqual(expected.map(({ m }) => m));
    expect([...second]).toEqual(expected.map(({ v }) => v));
    expect([...gradient]).toEqual([...values(length, 2)]);
    expect(guards.map(({ guard }) => guard())).toEqual([77, 77, 77, 77]);
  });

  it.each([17, 4])('adam flushes denormal moments and lets NaN and infinities through, %i elements', (length) => {
    const { kernels, vectors } = setUp(length, 4);
    const [parameters, gradient, first, second] = vectors;
    for (let index = 0; index < length; index++) {
      parameters[index] = 1;
      gradient[index] = 0;
      first[index] = 1e-31;
      second[index] = 1e-37;
    }
    const last = length - 1;
    gradient[0] = Number.NaN;
    first[1] = Number.NaN;
    gradient[last] = Number.POSITIVE_INFINITY;
    kernels.adam(parameters, gradient, first, second, step);
    expect([parameters[0], first[0], second[0]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([parameters[1], first[1], second[1]]).toEqual([Number.NaN, Number.NaN, 0]);
    expect([parameters[2], first[2], second[2]]).toEqual([1, 0, 0]);
    expect([parameters[last], first[last], second[last]]).toEqual([Number.NaN, Infinity, Infinity]);
  });

  it.each(lengths)('rmsProp and momentum agree with single-precision arithmetic, %i elements', (length) => {
    const { kernels, vectors, guards } = setUp(length, 3);
    const [parameters, gradient, kept] = vectors;
    kept.forEach((value, index) => {
      kept[index] = Math.abs(value);
    });
    const before = { p: [...parameters], v: [...kept] };
    const slopes = Array.from(gradient, (value) => f(value * 0.5));
    const rms = { gradientScale: 0.5, decay: 0.99, rate: 3e-3, epsilonInside: 1e-5, epsilonOutside: 1e-4 };
    kernels.rmsProp(parameters, gradient, kept, rms);
    const squares = before.v.map((v, i) => f(f(v * f(0.99)) + f(f(slopes[i] * slopes[i]) * f(1 - 0.99))));
    const divisors = squares.map((v) => f(f(Math.sqrt(f(v + f(1e-5)))) + f(1e-4)));
    expect([...kept]).toEqual(squares);
    expect([...parameters]).toEqual(before.p.map((p, i) => f(p - f(f(slopes[i] * f(3e-3)) / divisors[i]))));

    const after = { p: [...parameters], v: [...kept] };
    kernels.momentum(parameters, gradient, kept, {
      gradientScale: 0.5,
      momentum: 0.9,
      velocityRate: 0.01,
      gradientRate: 0.02,
    });
    const velocities = after.v.map((v, i) => f(f(v * f(0.9)) + slopes[i]));
    const moves = velocities.map((v, i) => f(f(v * f(0.01)) + f(slopes[i] * f(0.02))));
    expect([...kept]).toEqual(velocities);
    expect([...parameters]).toEqual(after.p.map((p, i) => f(p - moves[i])));
    expect([...gradient]).toEqual([...values(length, 2)]);
    expect(guards.map(({ guard }) => guard())).toEqual([77, 77, 77]);
  });

  it.each([17, 4])('rmsProp and momentum flush denormal numbers and let NaN through, %i elements', (length) => {
    const { kernels, vectors } = setUp(length, 3);
    const [parameters, gradient, kept] = vectors;
    const rms = { gradientScale: 1, decay: 0.9, rate: 1, epsilonInside: 0, epsilonOutside: 1e-8 };
    const heavyBall = { gradientScale: 1, momentum: 0.9, velocityRate: 1, gradientRate: 0 };
    const steps = [
      [1e-37, () => kernels.rmsProp(parameters, gradient, kept, rms)],
      [1e-31, () => kernels.momentum(parameters, gradient, kept, heavyBall)],
    ] as const;
    for (const [small, step] of steps) {
      parameters.fill(1);
      gradient.fill(0);
      kept.fill(small);
      gradient[0] = Number.NaN;
      gradient[length - 1] = Number.NaN;
      step();
      expect([parameters[0], kept[0], kept[length - 1]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
      expect([parameters[1], kept[1]]).toEqual([1, 0]);
    }
  });

  it.each(lengths)('sgd, polyak and clamp agree with single-precision arithmetic, %i elements', (length) => {
    const { kernels, vectors, guards } = setUp(length, 2);
    const [a, b] = vectors;
    const [x, y] = [values(length, 1), values(length, 2)];
    kernels.sgd(a, b, 0.1);
    expect([...a]).toEqual(Array.from(x, (value, i) => f(value - f(y[i] * f(0.1)))));
    const moved = a.slice();
    kernels.polyak(a, b, 0.005);
    expect([...a]).toEqual(Array.from(moved, (value, i) => f(f(value * f(1 - 0.005)) + f(y[i] * f(0.005)))));
    kernels.clamp(b, -0.5, 0.25);
    expect([...b]).toEqual(Array.from(y, (value) => Math.min(0.25, Math.max(-0.5, value))));
    expect(guards.map(({ guard }) => guard())).toEqual([77, 77]);
  });

  it.each(lengths)('average takes the mean of several vectors, %i elements', (length) => {
    const { kernels, vectors, guards } = setUp(length, 3);
    const [x, y, z] = [1, 2, 3].map((seed) => values(length, seed));
    const [a, b, c] = vectors;
    kernels.average(a, [b]);
    expect([...a]).toEqual(Array.from(x, (value, i) => f(f(value + y[i]) * 0.5)));
    a.set(x);
    kernels.average(a, [b, c]);
    expect([...a]).toEqual(Array.from(x, (value, i) => f(f(f(value + y[i]) + z[i]) * f(1 / 3))));
    kernels.average(b, []);
    expect([...b, ...c]).toEqual([...y, ...z]);
    expect(guards.map(({ guard }) => guard())).toEqual([77, 77, 77]);
  });

  it('polyak copies at τ = 1, and targets that decay to nothing become zero', () => {
    const { kernels, vectors } = setUp(20, 2);
    const [target, source] = vectors;
    kernels.polyak(target, source, 1);
    expect(target).toEqual(source);
    source.fill(0);
    target.fill(1e-30);
    target[19] = Number.NaN;
    kernels.polyak(target, source, 0.005);
    expect(target[0]).toBe(0);
    expect(target[19]).toBeNaN();
  });

  it('clamp keeps NaN and takes infinite bounds', () => {
    const { kernels, vectors } = setUp(17, 1);
    const [vector] = vectors;
    vector.set([Number.NaN, Infinity, -Infinity]);
    vector[16] = Number.NaN;
    kernels.clamp(vector, 0, Infinity);
    expect([vector[0], vector[1], vector[2], vector[16]]).toEqual([Number.NaN, Infinity, 0, Number.NaN]);
  });

  it.each(lengths)('sumOfSquares agrees with double precision, %i elements', (length) => {
    const { kernels, vectors } = setUp(length, 1);
    const expected = vectors[0].reduce((sum, value) => sum + value * value, 0);
    expect(kernels.sumOfSquares(vectors[0])).toBeCloseTo(expected, 8);
  });

  it('sumOfSquares neither overflows nor hides NaN', () => {
    const { kernels, vectors } = setUp(18, 1);
    const [vector] = vectors;
    vector.fill(1e30);
    expect(kernels.sumOfSquares(vector) / 18e60).toBeCloseTo(1, 6);
    vector[17] = Number.NaN;
    expect(kernels.sumOfSquares(vector)).toBeNaN();
  });

  it('copies', () => {
    const { kernels, vectors } = setUp(33, 2);
    kernels.copy(vectors[0], vectors[1]);
    expect(vectors[0]).toEqual(vectors[1]);
  });

  it('refuses vectors of another memory or length', () => {
    const { kernels, vectors } = setUp(16, 2);
    const refusal = expect.objectContaining({ code: 'VEM_KERNEL_OPERAND' });
    expect(() => kernels.sgd(vectors[0], new Float32Array(16), 1)).toThrow(refusal);
    expect(() => kernels.sgd(vectors[0], vectors[1].subarray(1), 1)).toThrow(/16 elements .* received 15/);
    expect(() => kernels.copy(vectors[0], vectors[1].subarray(1))).toThrow(refusal);
    expect(() => kernels.sumOfSquares(new Float32Array(3))).toThrow(refusal);
  });
});
