import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Body, differences, runCompiled, runEager, type Samples, type Tolerance } from '../testing/parity.js';
import { anyFloat, anyInteger, anyShape, sample, tameFloat, truth } from '../testing/samples.js';

const runs = (numRuns: number) => ({ numRuns, seed: 20261120 });

function expectParity(samples: Samples, body: Body, tolerances: Readonly<Record<string, Tolerance>> = {}) {
  expect(differences(runCompiled(samples, body), runEager(samples, body), tolerances)).toEqual([]);
}

/** Any tensor of rank at least `least`, sometimes empty. */
const anyTensor = (least = 0, smallest = 0) =>
  anyShape(least, smallest).chain((shape) =>
    fc.oneof(sample(shape, 'float32', anyFloat), sample(shape, 'int32', anyInteger), sample(shape, 'bool', truth)),
  );

const withAxis = (least = 1, smallest = 0) =>
  anyTensor(least, smallest).chain((x) =>
    fc.record({ x: fc.constant(x), axis: fc.integer({ min: 0, max: x.shape.length - 1 }) }),
  );

describe('shapes', () => {
  it('are changed', () => {
    fc.assert(
      fc.property(withAxis(), ({ x, axis }) => {
        expectParity({ x }, ({ x }) => ({
          flat: tf.reshape(x, [x.size]),
          expanded: tf.expandDims(x, axis),
          behind: tf.expandDims(x, -1),
          transposed: tf.transpose(x),
          reversed: tf.reverse(x, axis),
          reversedTwice: tf.reverse(tf.reverse(x), [axis]),
          squeezed: tf.squeeze(tf.expandDims(x, axis), [axis]),
          copied: tf.clone(x),
        }));
      }),
      runs(30),
    );
  });

  it('are permuted', () => {
    const given = anyTensor(2).chain((x) =>
      fc.record({ x: fc.constant(x), order: fc.shuffledSubarray([...x.shape.keys()], { minLength: x.shape.length }) }),
    );
    fc.assert(
      fc.property(given, ({ x, order }) => expectParity({ x }, ({ x }) => ({ y: tf.transpose(x, order) }))),
      runs(20),
    );
  });

  it('are repeated', () => {
    const given = anyTensor(1, 1).chain((x) =>
      fc.record({
        x: fc.constant(x),
        reps: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: x.shape.length, maxLength: x.shape.length }),
      }),
    );
    fc.assert(
      fc.property(given, ({ x, reps }) =>
        expectParity({ x }, ({ x }) => ({
          tiled: tf.tile(x, reps),
          broadcast: tf.broadcastTo(x, [2, ...x.shape]),
          row: tf.broadcastTo(tf.expandDims(x, 0), [3, ...x.shape]),
        })),
      ),
      runs(20),
    );
  });

  it('are padded', () => {
    const given = sampleWithPaddings(0, (size) =>
      fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }), fc.constant(size)),
    );
    fc.assert(
      fc.property(given, ({ x, paddings }) =>
        expectParity({ x }, ({ x }) => ({ zeros: tf.pad(x, paddings), filled: tf.pad(x, paddings, 1) })),
      ),
      runs(20),
    );
  });

  it('are padded by reflection', () => {
    const upTo = (max: number) => fc.integer({ min: 0, max });
    const given = sampleWithPaddings(1, (size) => fc.tuple(upTo(size - 1), upTo(size - 1), fc.constant(size)));
    fc.assert(
      fc.property(given, ({ x, paddings }) =>
        expectParity({ x }, ({ x }) => ({
          reflected: tf.mirrorPad(x, paddings, 'reflect'),
          symmetric: tf.mirrorPad(x, paddings, 'symmetric'),
        })),
      ),
      runs(20),
    );
  });
});

function sampleWithPaddings(smallest: number, padding: (size: number) => fc.Arbitrary<[number, number, number]>) {
  return anyTensor(1, smallest).chain((x) =>
    fc.record({
      x: fc.constant(x),
      paddings: fc
        .tuple(...x.shape.map(padding))
        .map((all) => all.map(([before, after]): [number, number] => [before, after])),
    }),
  );
}

describe('parts', () => {
  it('are joined', () => {
    const given = withAxis().chain(({ x, axis }) =>
      fc.record({
        a: fc.constant(x),
        axis: fc.constant(axis),
        b: sample(x.shape.with(axis, 2), x.dtype, x.dtype === 'bool' ? truth : tameFloat.map(Math.trunc)),
      }),
    );
    fc.assert(
      fc.property(given, ({ a, b, axis }) =>
        expectParity({ a, b }, ({ a, b }) => ({
          joined: tf.concat([a, b], axis),
          fromBehind: tf.concat([b, a, b], axis - a.rank),
          stacked: tf.stack([b, b], axis),
          single: tf.stack([b], 0),
        })),
      ),
      runs(25),
    );
  });

  it('are split', () => {
    const given = withAxis(1, 1).chain(({ x, axis }) =>
      fc.record({ x: fc.constant(x), axis: fc.constant(axis), first: fc.integer({ min: 0, max: x.shape[axis] }) }),
    );
    fc.assert(
      fc.property(given, ({ x, axis, first }) =>
        expectParity({ x }, ({ x }) => ({
          ...Object.fromEntries(
            tf.split(x, [first, x.shape[axis] - first], axis).map((part, index) => [`part${index}`, part]),
          ),
          ...Object.fromEntries(tf.unstack(x, axis).map((part, index) => [`row${index}`, part])),
          ...Object.fromEntries(tf.split(x, [1, -1], axis).map((part, index) => [`rest${index}`, part])),
        })),
      ),
      runs(25),
    );
  });

  it('are cut out', () => {
    const given = anyTensor(1).chain((x) =>
      fc.record({
        x: fc.constant(x),
        cuts: fc.tuple(
          ...x.shape.map((size) =>
            fc
              .integer({ min: 0, max: size })
              .chain((begin) => fc.tuple(fc.constant(begin), fc.integer({ min: -1, max: size - begin }))),
          ),
        ),
      }),
    );
    fc.assert(
      fc.property(given, ({ x, cuts }) =>
        expectParity({ x }, ({ x }) => ({
          y: tf.slice(
            x,
            cuts.map(([begin]) => begin),
            cuts.map(([, size]) => size),
          ),
        })),
      ),
      runs(30),
    );
  });

  it('are cut out with strides', () => {
    const bound = fc.integer({ min: -5, max: 5 });
    const given = anyTensor(1, 1).chain((x) =>
      fc.record({
        x: fc.constant(x),
        cuts: fc.tuple(...x.shape.map(() => fc.tuple(bound, bound, fc.constantFrom(1, 2, 3, -1, -2)))),
        masks: fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 })),
      }),
    );
    fc.assert(
      fc.property(given, ({ x, cuts, masks }) => {
        const [begin, end, strides] = [0, 1, 2].map((index) => cuts.map((cut) => cut[index]));
        const body: Body = ({ x }) => ({ y: tf.stridedSlice(x, begin, end, strides, ...masks) });
        // tfjs's cpu backend fails on some empty results.
        if (runCompiled({ x }, body).y.values.length > 0) expectParity({ x }, body);
      }),
      runs(80),
    );
    const x = { shape: [3, 4], dtype: 'float32', values: [...Array(12).keys()] } as const;
    expectParity({ x }, ({ x }) => ({ added: tf.stridedSlice(x, [0, 0, 0], [3, 1, 4], [1, 1, 3], 0, 0, 0, 2) }));
    // tfjs's cpu backend takes 0 and 2 for x[1, ::2].
    const { row } = runCompiled({ x }, ({ x }) => ({ row: tf.stridedSlice(x, [1, 0], [2, 4], [1, 2], 0, 0, 0, 0, 1) }));
    expect(row).toEqual({ dtype: 'float32', shape: [2], values: [4, 6] });
  });
});

describe('indices', () => {
  it('gather along an axis', () => {
    const given = withAxis(1, 1).chain(({ x, axis }) =>
      fc.record({
        x: fc.constant(x),
        axis: fc.constant(axis),
        indices: anyShape(0, 0, 2).chain((shape) =>
          sample(shape, 'int32', fc.integer({ min: 0, max: x.shape[axis] - 1 })),
        ),
      }),
    );
    fc.assert(
      fc.property(given, ({ x, indices, axis }) =>
        expectParity({ x, indices }, ({ x, indices }) => ({ y: tf.gather(x, indices as tf.Tensor1D, axis) })),
      ),
      runs(25),
    );
  });

  it('gather in each row of a batch', () => {
    const given = fc
      .tuple(anyShape(1, 1, 2), anyShape(1, 1, 2), anyShape(0, 1, 1), anyShape(0, 1, 1))
      .chain(([batch, chosen, between, behind]) =>
        fc.record({
          x: sample([...batch, ...between, 3, ...behind], 'float32', anyFloat),
          indices: sample([...batch, ...chosen], 'int32', fc.integer({ min: 0, max: 2 })),
          axis: fc.constant(batch.length + between.length),
          batchDims: fc.constant(batch.length),
        }),
      );
    fc.assert(
      fc.property(given, ({ x, indices, axis, batchDims }) => {
        expectParity({ x, indices }, ({ x, indices }) => ({
          y: tf.gather(x, indices as tf.Tensor1D, axis, batchDims),
        }));
      }),
      runs(30),
    );
    const x = { shape: [2, 2, 3], dtype: 'float32', values: [...Array(12).keys()] } as const;
    const indices = { shape: [2, 2], dtype: 'int32', values: [2, 0, 1, 1] } as const;
    const { y } = runCompiled({ x, indices }, ({ x, indices }) => ({ y: tf.gather(x, indices as tf.Tensor1D, 2, 1) }));
    expect(y).toEqual({ dtype: 'float32', shape: [2, 2, 2], values: [2, 0, 5, 3, 7, 7, 10, 10] });
  });

  it('gather, scatter and update by coordinates', () => {
    const given = fc.record({
      x: sample([3, 4, 2], 'float32', anyFloat),
      pairs: sample([2, 2], 'int32', fc.integer({ min: 0, max: 2 })),
      rows: sample([3], 'int32', fc.integer({ min: 0, max: 4 })),
      updates: sample([3, 2], 'float32', tameFloat),
    });
    fc.assert(
      fc.property(given, (samples) =>
        expectParity(samples, ({ x, pairs, rows, updates }) => {
          const places = tf.expandDims(rows, 1);
          const table = tf.zeros([5, 2]);
          return {
            slices: tf.gatherND(x, pairs),
            sums: tf.scatterND(places, updates, [5, 2]),
            segments: tf.unsortedSegmentSum(updates, rows as tf.Tensor1D, 4),
            table: tf.tensorScatterUpdate(table, tf.tensor2d([[1], [0], [4]], [3, 1], 'int32'), updates),
          };
        }),
      ),
      runs(15),
    );
  });

  it('become one-hot vectors', () => {
    const given = anyShape(1).chain((shape) =>
      fc.record({ x: sample(shape, 'int32', fc.integer({ min: -2, max: 4 })), depth: fc.integer({ min: 2, max: 4 }) }),
    );
    fc.assert(
      fc.property(given, ({ x, depth }) =>
        expectParity({ x }, ({ x }) => ({
          float: tf.oneHot(x, depth),
          integer: tf.oneHot(x, depth, 1, 0, 'int32'),
          smooth: tf.oneHot(x, depth, 0.9, 0.1, 'float32'),
        })),
      ),
      runs(20),
    );
  });

  it('fill a diagonal', () => {
    const given = anyShape(1, 1, 2).chain((shape) => sample(shape, 'float32', anyFloat));
    fc.assert(
      fc.property(given, (x) => expectParity({ x }, ({ x }) => ({ y: tf.diag(x) }))),
      runs(10),
    );
  });

  it('rank the largest', () => {
    const given = anyShape(1, 1).chain((shape) =>
      fc.record({
        x: sample(shape, 'float32', fc.oneof(tameFloat, fc.constantFrom(1, 2, 1e30))),
        k: fc.integer({ min: 0, max: shape[shape.length - 1] }),
      }),
    );
    fc.assert(
      fc.property(given, ({ x, k }) => expectParity({ x }, ({ x }) => ({ ...tf.topk(x, k, true) }))),
      runs(25),
    );
  });
});

describe('constants', () => {
  it('are those of tfjs', () => {
    expectParity({}, () => ({
      scalar: tf.scalar(2.5),
      integer: tf.scalar(3, 'int32'),
      truth: tf.scalar(true),
      vector: tf.tensor1d([1, 2, 3]),
      zeros: tf.zeros([2, 0, 3]),
      ones: tf.ones([2], 'int32'),
      filled: tf.fill([2, 2], 7),
      filledIntegers: tf.fill([2], 7, 'int32'),
      eye: tf.eye(3),
      range: tf.range(0, 5),
      down: tf.range(5, 0, -2),
      countDown: tf.range(3, 0),
      none: tf.range(2, 2),
      integers: tf.range(-3, 4, 3, 'int32'),
      even: tf.linspace(0, 1, 5),
      single: tf.linspace(2, 5, 1),
      band: tf.linalg.bandPart(tf.ones([4, 4]), 1, 0),
    }));
  });

  it('do not accumulate rounding errors, as tfjs does', () => {
    const { range, even } = runCompiled({}, () => ({ range: tf.range(0, 100, 0.1), even: tf.linspace(0, 1, 1000) }));
    expect(range.values[999]).toBe(Math.fround(99.9));
    expect(even.values[999]).toBe(1);
  });
});
