import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Body,
  close,
  differences,
  runCompiled,
  runEager,
  type Samples,
  type Tolerance,
} from '../testing/parity.js';
import { anyFloat, anyShape, broadcastableTo, sample, smallInteger, tameFloat, truth } from '../testing/samples.js';

const runs = (numRuns: number) => ({ numRuns, seed: 20261120 });

function expectParity(samples: Samples, body: Body, tolerances: Readonly<Record<string, Tolerance>> = {}) {
  expect(differences(runCompiled(samples, body), runEager(samples, body), tolerances)).toEqual([]);
}

const sums: Tolerance = { relative: 4e-6, absolute: 4e-6 };

/** A tensor, axes to reduce (maybe none, maybe all) and whether to keep them. */
const reductions = (dtype: 'float32' | 'int32' | 'bool', element: fc.Arbitrary<number>, smallest = 1) =>
  anyShape(0, smallest, 4).chain((shape) =>
    fc.record({
      x: sample(shape, dtype, element),
      axes: fc.subarray([...shape.keys()]).map((axes) => axes.map((axis) => (axis % 2 ? axis - shape.length : axis))),
      keepDims: fc.boolean(),
    }),
  );

describe('reductions', () => {
  it('agree with tfjs for float32', () => {
    fc.assert(
      fc.property(reductions('float32', tameFloat), ({ x, axes, keepDims }) => {
        expectParity(
          { x },
          ({ x }) => ({
            sum: tf.sum(x, axes, keepDims),
            mean: tf.mean(x, axes, keepDims),
            prod: tf.prod(x, axes, keepDims),
            max: tf.max(x, axes, keepDims),
            min: tf.min(x, axes, keepDims),
            logSumExp: tf.logSumExp(x, axes, keepDims),
            everything: tf.sum(x),
          }),
          { sum: sums, mean: sums, prod: { relative: 2e-5, absolute: 1e-6 }, logSumExp: sums, everything: sums },
        );
      }),
      runs(40),
    );
  });

  it('agree with tfjs for int32 and bool', () => {
    fc.assert(
      fc.property(reductions('int32', smallInteger), ({ x, axes, keepDims }) => {
        expectParity(
          { x },
          ({ x }) => ({
            sum: tf.sum(x, axes, keepDims),
            mean: tf.mean(x, axes, keepDims),
            max: tf.max(x, axes, keepDims),
            min: tf.min(x, axes, keepDims),
          }),
          { mean: sums },
        );
      }),
      runs(15),
    );
    fc.assert(
      fc.property(reductions('bool', truth), ({ x, axes, keepDims }) => {
        expectParity({ x }, ({ x }) => ({
          sum: tf.sum(x, axes, keepDims),
          prod: tf.prod(x, axes, keepDims),
          all: tf.all(x, axes, keepDims),
          any: tf.any(x, axes, keepDims),
        }));
      }),
      runs(15),
    );
  });

  it('find NaN and infinities among other numbers', () => {
    fc.assert(
      fc.property(reductions('float32', anyFloat), ({ x, axes }) => {
        expectParity({ x }, ({ x }) => ({ max: tf.max(x, axes), min: tf.min(x, axes) }));
      }),
      runs(30),
    );
    const x = {
      shape: [3, 17],
      dtype: 'float32',
      values: Array.from({ length: 51 }, (_, i) => (i % 17 === 11 ? Number.NaN : i)),
    } as const;
    expect(runCompiled({ x }, ({ x }) => ({ max: tf.max(x, 1) })).max.values).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('take the neutral element for nothing', () => {
    const x = { shape: [2, 0], dtype: 'float32', values: [] } as const;
    const b = { shape: [2, 0], dtype: 'bool', values: [] } as const;
    const results = runCompiled({ x, b }, ({ x, b }) => ({
      sum: tf.sum(x, 1),
      prod: tf.prod(x, 1),
      mean: tf.mean(x, 1),
      max: tf.max(x, 1),
      all: tf.all(b, 1),
      any: tf.any(b, 1),
      none: tf.sum(x, 0),
    }));
    expect(Object.fromEntries(Object.entries(results).map(([name, { values }]) => [name, values]))).toEqual({
      sum: [0, 0],
      prod: [1, 1],
      mean: [Number.NaN, Number.NaN],
      max: [Number.NaN, Number.NaN],
      all: [1, 1],
      any: [0, 0],
      none: [],
    });
  });

  it('find the first extreme', () => {
    const inputs = (dtype: 'float32' | 'int32', element: fc.Arbitrary<number>) =>
      anyShape(1, 1).chain((shape) =>
        fc.record({ x: sample(shape, dtype, element), axis: fc.integer({ min: 0, max: shape.length - 1 }) }),
      );
    for (const given of [
      inputs('float32', tameFloat),
      inputs('float32', fc.constantFrom(1, 2, -Infinity, Infinity)),
      inputs('int32', smallInteger),
    ]) {
      fc.assert(
        fc.property(given, ({ x, axis }) =>
          expectParity({ x }, ({ x }) => ({ max: tf.argMax(x, axis), min: tf.argMin(x, axis - x.rank) })),
        ),
        runs(12),
      );
    }
  });

  it('accumulate along an axis', () => {
    const inputs = (dtype: 'float32' | 'int32', element: fc.Arbitrary<number>) =>
      anyShape(1).chain((shape) =>
        fc.record({
          x: sample(shape, dtype, element),
          axis: fc.integer({ min: 0, max: shape.length - 1 }),
          exclusive: fc.boolean(),
          reverse: fc.boolean(),
        }),
      );
    fc.assert(
      fc.property(inputs('float32', tameFloat), ({ x, axis, exclusive, reverse }) => {
        const body: Body = ({ x }) => ({
          sum: tf.cumsum(x, axis, exclusive, reverse),
          product: tf.cumprod(x, axis, exclusive, reverse),
        });
        expectParity({ x }, body, { sum: sums, product: sums });
      }),
      runs(30),
    );
    fc.assert(
      fc.property(inputs('int32', smallInteger), ({ x, axis, exclusive, reverse }) =>
        expectParity({ x }, ({ x }) => ({ y: tf.cumsum(x, axis, exclusive, reverse) })),
      ),
      runs(10),
    );
  });
});

describe('normalisations', () => {
  it('agree with tfjs', () => {
    const logits = anyShape(1).chain((shape) =>
      sample(shape, 'float32', fc.oneof(tameFloat, fc.constantFrom(1e30, -1e30, 90, -90))),
    );
    fc.assert(
      fc.property(logits, (x) =>
        expectParity({ x }, ({ x }) => ({ softmax: tf.softmax(x), logSoftmax: tf.logSoftmax(x) }), {
          softmax: { absolute: 1e-7, relative: 4e-6 },
          logSoftmax: sums,
        }),
      ),
      runs(30),
    );
  });
});

describe('products of matrices', () => {
  const matrices = (dtype: 'float32' | 'int32', element: fc.Arbitrary<number>) =>
    fc
      .record({
        batch: anyShape(0, 1, 2),
        sizes: fc.tuple(
          ...Array.from({ length: 3 }, () =>
            fc.oneof(
              { weight: 6, arbitrary: fc.integer({ min: 1, max: 5 }) },
              { weight: 1, arbitrary: fc.constant(0) },
            ),
          ),
        ),
        transposeA: fc.boolean(),
        transposeB: fc.boolean(),
      })
      .chain(({ batch, sizes: [rows, inner, columns], transposeA, transposeB }) =>
        fc.tuple(broadcastableTo(batch), broadcastableTo(batch)).chain(([batchA, batchB]) =>
          fc.record({
            a: sample([...batchA, ...(transposeA ? [inner, rows] : [rows, inner])], dtype, element),
            b: sample([...batchB, ...(transposeB ? [columns, inner] : [inner, columns])], dtype, element),
            transposeA: fc.constant(transposeA),
            transposeB: fc.constant(transposeB),
          }),
        ),
      );

  /** The definition, with NumPy's broadcasting; tfjs's cpu backend takes the wrong matrices if both batches are broadcast. */
  function reference({ a, b }: Samples, transposeA: boolean, transposeB: boolean): number[] {
    return tf.tidy(() => {
      void tf.setBackend('cpu');
      const [left, right] = [tf.tensor([...a.values], [...a.shape]), tf.tensor([...b.values], [...b.shape])];
      const swap = (x: tf.Tensor) => tf.transpose(x, [...x.shape.keys()].slice(0, -2).concat(x.rank - 1, x.rank - 2));
      const rows = tf.expandDims(transposeA ? swap(left) : left, -1); // [..., rows, inner, 1]
      const columns = tf.expandDims(transposeB ? swap(right) : right, -3); // [..., 1, inner, columns]
      return [...tf.sum(tf.mul(rows, columns), -2).dataSync()];
    });
  }

  it('broadcast their batches', () => {
    for (const [dtype, element] of [
      ['float32', tameFloat],
      ['int32', smallInteger],
    ] as const) {
      fc.assert(
        fc.property(matrices(dtype, element), ({ transposeA, transposeB, ...samples }) => {
          const { y } = runCompiled(samples, ({ a, b }) => ({ y: tf.matMul(a, b, transposeA, transposeB) }));
          const expected = reference(samples, transposeA, transposeB);
          expect(y.dtype).toBe(dtype);
          expect(y.values.length).toBe(expected.length);
          expect(y.values.filter((value, index) => !close(value, expected[index], sums))).toEqual([]);
        }),
        runs(30),
      );
    }
  });

  it('have the shapes of tfjs', () => {
    fc.assert(
      fc.property(matrices('float32', fc.constant(1)), ({ transposeA, transposeB, ...samples }) =>
        expectParity(samples, ({ a, b }) => ({ y: tf.matMul(a, b, transposeA, transposeB) })),
      ),
      runs(15),
    );
  });

  it('fuse a bias and an activation', () => {
    const samples: Samples = {
      a: { shape: [2, 3], dtype: 'float32', values: [1, -2, 3, 0.5, 1, -1] },
      b: { shape: [3, 2], dtype: 'float32', values: [1, 2, -3, 1, 0.25, -2] },
      bias: { shape: [2], dtype: 'float32', values: [-1, 0.5] },
      slope: { shape: [2], dtype: 'float32', values: [0.1, 0.2] },
    };
    for (const activation of ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const) {
      const body: Body = ({ a, b, bias, slope }) => {
        const operands = { a: tf.reshape(a, [2, 3]), b: tf.reshape(b, [3, 2]), activation, leakyreluAlpha: 0.3 };
        const fused = tf.fused.matMul({ ...operands, bias, preluActivationWeights: slope });
        return {
          fused,
          biased: tf.fused.matMul({ ...operands, activation: 'linear', bias }),
          plain: tf.fused.matMul({ ...operands, activation: 'linear' }),
        };
      };
      expectParity(samples, body, { fused: sums, biased: sums, plain: sums });
    }
  });

  it('contract by an equation', () => {
    const samples: Samples = {
      a: { shape: [2, 3], dtype: 'float32', values: [1, 2, 3, 4, 5, 6] },
      b: { shape: [3, 2], dtype: 'float32', values: [1, -1, 0.5, 2, -2, 1] },
    };
    expectParity(
      samples,
      ({ a, b }) => ({
        product: tf.einsum('ij,jk->ik', a, b),
        trace: tf.einsum('ij,ji->', a, b),
        swapped: tf.einsum('ij -> ji', a),
      }),
      { product: sums, trace: sums },
    );
  });
});
