import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type Body, close, differences, runCompiled, runEager, type Samples } from '../testing/parity.js';

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Compiled results for operands of one element each against a function of numbers, where tfjs's cpu backend is wrong. */
function expectNumbers(
  dtype: 'float32' | 'int32' | 'bool',
  compute: Binary,
  reference: (a: number, b: number) => number,
) {
  return (rows: readonly (readonly [number, number])[]) => {
    const shape = [rows.length];
    const samples: Samples = {
      a: { shape, dtype, values: rows.map(([a]) => a) },
      b: { shape, dtype, values: rows.map(([, b]) => b) },
    };
    const { y } = runCompiled(samples, ({ a, b }) => ({ y: compute(a, b) }));
    rows.forEach(([a, b], index) => {
      const expected = reference(Math.fround(a), Math.fround(b));
      if (!close(y.values[index], expected)) expect(`f(${a}, ${b}) = ${y.values[index]}`).toBe(String(expected));
    });
    expect(y.dtype).toBe(dtype);
  };
}

describe('where tfjs departs from IEEE and two’s complement', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

  it('powers follow IEEE', () => {
    const ieee = (a: number, b: number) => (a === 1 || (a === -1 && Math.abs(b) === inf) ? 1 : a ** b);
    expectNumbers(
      'float32',
      tf.pow,
      ieee,
    )([
      [1, nan],
      [1, inf],
      [-1, inf],
      [-1, -inf],
      [nan, 0],
      [0, 0],
      [0, -1],
      [-8, 1 / 3],
      [-2, 3],
      [-2, 2],
      [inf, -1],
      [2, -inf],
    ]);
  });

  it('the remainder has the sign of the divisor', () => {
    const python = (a: number, b: number) => {
      const remainder = a % b;
      return remainder !== 0 && remainder < 0 !== b < 0 ? Math.fround(remainder + b) : remainder;
    };
    expectNumbers(
      'float32',
      tf.mod,
      python,
    )([
      [5, 3],
      [-5, 3],
      [5, -3],
      [-5, -3],
      [6, 3],
      [-6, 3],
      [-1, inf],
      [1, -inf],
      [1, inf],
      [1, 0],
      [inf, 2],
      [nan, 1],
      [5.5, 2],
    ]);
  });

  it('float32 is divided and floored to int32', () => {
    const samples: Samples = {
      a: { shape: [5], dtype: 'float32', values: [7, -7, 7.5, -0.5, 0] },
      b: { shape: [5], dtype: 'float32', values: [2, 2, -2.5, 3, 4] },
    };
    const body: Body = ({ a, b }) => ({ y: tf.floorDiv(a, b) });
    expect(differences(runCompiled(samples, body), runEager(samples, body))).toEqual([]);
  });

  it('equal infinities are ranked by index', () => {
    const x = { shape: [5], dtype: 'float32', values: [0, -Infinity, -Infinity, Infinity, Infinity] } as const;
    const { values, indices } = runCompiled({ x }, ({ x }) => ({ ...tf.topk(x, 5) }));
    expect(values.values).toEqual([Infinity, Infinity, 0, -Infinity, -Infinity]);
    expect(indices.values).toEqual([3, 4, 0, 1, 2]);
  });

  it('integers wrap', () => {
    const large = [
      [2 ** 31 - 1, 2 ** 31 - 1],
      [-(2 ** 31), -1],
      [65537, 65537],
    ] as const;
    const values = (index: 0 | 1) => large.map((row) => row[index]);
    const samples: Samples = {
      a: { shape: [3], dtype: 'int32', values: values(0) },
      b: { shape: [3], dtype: 'int32', values: values(1) },
    };
    const { y } = runCompiled(samples, ({ a, b }) => ({ y: tf.mul(a, b) }));
    expect(y.values).toEqual(large.map(([a, b]) => Math.imul(a, b)));
  });

  it('bool stays 0 or 1', () => {
    expectNumbers(
      'bool',
      tf.add,
      (a, b) => a | b,
    )([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expectNumbers(
      'bool',
      tf.sub,
      (a, b) => a ^ b,
    )([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
  });

  it('sign and step keep NaN', () => {
    const values = [Number.NaN, -2, -0, 0, 3];
    const x = { shape: [5], dtype: 'float32', values } as const;
    const { sign, step } = runCompiled({ x }, ({ x }) => ({ sign: tf.sign(x), step: tf.step(x) }));
    expect(sign.values.map((value) => value + 0)).toEqual([Number.NaN, -1, 0, 0, 1]);
    expect(step.values).toEqual([Number.NaN, 0, 0, 0, 1]);
  });

  it('the error function has single precision', () => {
    const values = [0.001, 0.1, 0.5, 1, 2, -3, 1e-20];
    const exact = [
      0.001128378790969, 0.112462916018285, 0.520499877813047, 0.842700792949715, 0.995322265018953, -0.999977909503001,
      1.128379167095513e-20,
    ];
    const { y } = runCompiled({ x: { shape: [7], dtype: 'float32', values } }, ({ x }) => ({ y: tf.erf(x) }));
    expect(y.values.map((value, index) => Math.abs(value / exact[index] - 1)).filter((error) => error > 3e-7)).toEqual(
      [],
    );
  });
});
