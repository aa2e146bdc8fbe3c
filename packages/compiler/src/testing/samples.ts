import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import type { DataType } from '../program.js';
import type { Sample } from './parity.js';

const extremes = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  Infinity,
  -Infinity,
  NaN,
  1e-40,
  -1e-40,
  1e30,
  -1e30,
  1e-20,
  88,
  -88,
  -104,
  17,
  -17,
];

/** Numbers of moderate size, and among them what kernels get wrong. */
export const anyFloat = fc.oneof(
  { weight: 3, arbitrary: fc.float({ min: -4, max: 4, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(...extremes) },
);

/** Numbers that sums and products of a few of stay exact enough to be compared. */
export const tameFloat = fc
  .float({ min: -2, max: 2, noNaN: true, noDefaultInfinity: true })
  .map((value) => Math.fround(Math.round(value * 1e4) / 1e4));

export const anyInteger = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 0, -1));

export const smallInteger = fc.integer({ min: -9, max: 9 });

export const truth = fc.constantFrom(0, 1);

/** Few dimensions of few elements, among them 1 and, if wanted, 0. */
export const anyShape = (least = 0, smallest = 0, rank = 3) =>
  fc.array(
    fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) }, { weight: 1, arbitrary: fc.constant(smallest) }),
    {
      minLength: least,
      maxLength: rank,
    },
  );

export const sample = (
  shape: readonly number[],
  dtype: DataType,
  element: fc.Arbitrary<number>,
): fc.Arbitrary<Sample> =>
  fc
    .array(element, { minLength: tf.util.sizeFromShape([...shape]), maxLength: tf.util.sizeFromShape([...shape]) })
    .map((values) => ({ shape, dtype, values }));

/** A shape that broadcasts to `shape`: some dimensions 1, some leading ones missing. */
export const broadcastableTo = (shape: readonly number[]) =>
  fc
    .tuple(
      fc.integer({ min: 0, max: shape.length }),
      fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
    )
    .map(([dropped, ones]) => shape.map((size, axis) => (ones[axis] ? 1 : size)).slice(dropped));

/** Two operands that broadcast against each other. */
export const operands = (dtype: DataType, element: fc.Arbitrary<number>) =>
  anyShape().chain((shape) =>
    fc
      .tuple(broadcastableTo(shape), broadcastableTo(shape))
      .chain(([shapeA, shapeB]) => fc.record({ a: sample(shapeA, dtype, element), b: sample(shapeB, dtype, element) })),
  );
