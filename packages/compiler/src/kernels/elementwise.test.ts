import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Body, differences, runCompiled, runEager, type Samples, type Tolerance } from '../testing/parity.js';
import {
  anyFloat,
  anyInteger,
  anyShape,
  broadcastableTo,
  operands,
  sample,
  smallInteger,
  truth,
} from '../testing/samples.js';

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const runs = (numRuns: number) => ({ numRuns, seed: 20261120 });

function expectParity(samples: Samples, body: Body, tolerances: Readonly<Record<string, Tolerance>> = {}) {
  expect(differences(runCompiled(samples, body), runEager(samples, body), tolerances)).toEqual([]);
}

/** One output per function, so that one compilation covers a family. */
const ofOne =
  (functions: Readonly<Record<string, Unary>>): Body =>
  ({ x }) =>
    Object.fromEntries(Object.entries(functions).map(([name, compute]) => [name, compute(x)]));

const ofTwo =
  (functions: Readonly<Record<string, Binary>>): Body =>
  ({ a, b }) =>
    Object.fromEntries(Object.entries(functions).map(([name, compute]) => [name, compute(a, b)]));

const floatFunctions: Readonly<Record<string, Unary>> = {
  abs: tf.abs,
  neg: tf.neg,
  floor: tf.floor,
  ceil: tf.ceil,
  round: tf.round,
  square: tf.square,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  reciprocal: tf.reciprocal,
  exp: tf.exp,
  expm1: tf.expm1,
  log: tf.log,
  log1p: tf.log1p,
  sin: tf.sin,
  cos: tf.cos,
  tan: tf.tan,
  asin: tf.asin,
  acos: tf.acos,
  atan: tf.atan,
  sinh: tf.sinh,
  cosh: tf.cosh,
  tanh: tf.tanh,
  asinh: tf.asinh,
  acosh: tf.acosh,
  atanh: tf.atanh,
  erf: tf.erf,
  sigmoid: tf.sigmoid,
  logSigmoid: tf.logSigmoid,
  softplus: tf.softplus,
  relu: tf.relu,
  relu6: tf.relu6,
  elu: tf.elu,
  selu: tf.selu,
  isNaN: tf.isNaN,
  isInf: tf.isInf,
  isFinite: tf.isFinite,
  zeros: tf.zerosLike,
  ones: tf.onesLike,
  leakyRelu: (x) => tf.leakyRelu(x, 0.1),
  stepAlpha: (x) => tf.step(x, -0.5),
  clip: (x) => tf.clipByValue(x, -0.75, 1.5),
  truth: (x) => tf.cast(x, 'bool'),
  same: (x) => tf.cast(x, 'float32'),
};

describe('functions of one operand', () => {
  it('agree with tfjs for float32', () => {
    const tolerances = { erf: { absolute: 2e-7 }, elu: { absolute: 6e-8 }, selu: { absolute: 1.2e-7 } };
    const inputs = anyShape().chain((shape) => sample(shape, 'float32', anyFloat));
    fc.assert(
      fc.property(inputs, (x) => expectParity({ x }, ofOne(floatFunctions), tolerances)),
      runs(50),
    );
  });

  it('agree with tfjs for int32 and bool', () => {
    const functions: Readonly<Record<string, Unary>> = {
      neg: tf.neg,
      square: tf.square,
      relu: tf.relu,
      relu6: tf.relu6,
      sign: tf.sign,
      isNaN: tf.isNaN,
      isInf: tf.isInf,
      isFinite: tf.isFinite,
      zeros: tf.zerosLike,
      ones: tf.onesLike,
      clip: (x) => tf.clipByValue(x, -2.5, 3.5),
      float: (x) => tf.cast(x, 'float32'),
      integer: (x) => tf.cast(x, 'int32'),
      truth: (x) => tf.cast(x, 'bool'),
    };
    const integers = anyShape().chain((shape) => sample(shape, 'int32', smallInteger));
    fc.assert(
      fc.property(integers, (x) => expectParity({ x }, ofOne({ ...functions, abs: tf.abs }))),
      runs(15),
    );
    const truths = anyShape().chain((shape) => sample(shape, 'bool', truth));
    const { neg: _, clip: __, ...ofTruth } = functions;
    fc.assert(
      fc.property(truths, (x) => expectParity({ x }, ofOne({ ...ofTruth, not: tf.logicalNot }))),
      runs(15),
    );
  });

  it('truncate toward zero when converting to int32', () => {
    const x = { shape: [6], dtype: 'float32', values: [1.9, -1.9, 0.5, -0.5, 2e9, -2e9] } as const;
    expectParity({ x }, ({ x }) => ({ y: tf.cast(x, 'int32') }));
  });
});

describe('functions of two operands', () => {
  const arithmetic: Readonly<Record<string, Binary>> = {
    add: tf.add,
    sub: tf.sub,
    mul: tf.mul,
    div: tf.div,
    maximum: tf.maximum,
    minimum: tf.minimum,
    atan2: tf.atan2,
    squaredDifference: tf.squaredDifference,
  };
  const comparisons: Readonly<Record<string, Binary>> = {
    equal: tf.equal,
    notEqual: tf.notEqual,
    greater: tf.greater,
    greaterEqual: tf.greaterEqual,
    less: tf.less,
    lessEqual: tf.lessEqual,
  };

  it('agree with tfjs for float32, broadcast and extreme', () => {
    fc.assert(
      fc.property(operands('float32', anyFloat), (samples) => {
        expectParity(samples, ofTwo({ ...arithmetic, ...comparisons, prelu: tf.prelu }));
      }),
      runs(50),
    );
  });

  it('agree with tfjs for int32', () => {
    const functions = {
      ...comparisons,
      add: tf.add,
      sub: tf.sub,
      maximum: tf.maximum,
      minimum: tf.minimum,
      div: tf.div,
      floorDiv: tf.floorDiv,
      mod: tf.mod,
    };
    fc.assert(
      fc.property(operands('int32', anyInteger), (samples) => expectParity(samples, ofTwo(functions))),
      runs(30),
    );
    const products = { mul: tf.mul, squaredDifference: tf.squaredDifference };
    fc.assert(
      fc.property(operands('int32', smallInteger), (samples) => expectParity(samples, ofTwo(products))),
      runs(10),
    );
  });

  it('agree with tfjs for bool', () => {
    const functions = {
      ...comparisons,
      and: tf.logicalAnd,
      or: tf.logicalOr,
      xor: tf.logicalXor,
      mul: tf.mul,
      maximum: tf.maximum,
    };
    fc.assert(
      fc.property(operands('bool', truth), (samples) => expectParity(samples, ofTwo(functions))),
      runs(15),
    );
  });

  it('agree with tfjs where a power is real', () => {
    const powers = anyShape().chain((shape) =>
      fc.record({
        a: broadcastableTo(shape).chain((s) =>
          sample(s, 'float32', fc.float({ min: Math.fround(0.01), max: 10, noNaN: true })),
        ),
        b: broadcastableTo(shape).chain((s) => sample(s, 'float32', fc.float({ min: -4, max: 4, noNaN: true }))),
      }),
    );
    fc.assert(
      fc.property(powers, (samples) => expectParity(samples, ofTwo({ pow: tf.pow }), { pow: { relative: 4e-6 } })),
      runs(15),
    );
    const integers = {
      a: { shape: [6], dtype: 'int32', values: [2, -3, 0, 5, 1, 7] },
      b: { shape: [6], dtype: 'int32', values: [5, 3, 2, 0, 9, 1] },
    } as const;
    expectParity(integers, ofTwo({ pow: tf.pow }));
  });

  it('add up lists', () => {
    fc.assert(
      fc.property(
        anyShape().chain((shape) =>
          fc.record({ a: sample(shape, 'float32', anyFloat), b: sample(shape, 'float32', anyFloat) }),
        ),
        (samples) => expectParity(samples, ({ a, b }) => ({ sum: tf.addN([a, b, a]) })),
      ),
      runs(10),
    );
  });

  it('choose by a condition', () => {
    // Without empty dimensions: tfjs's broadcastTo ignores them.
    const choice = (dtype: 'float32' | 'int32', element: fc.Arbitrary<number>) =>
      anyShape(0, 1).chain((shape) =>
        fc.record({
          condition: broadcastableTo(shape).chain((s) => sample(s, 'bool', truth)),
          t: broadcastableTo(shape).chain((s) => sample(s, dtype, element)),
          e: broadcastableTo(shape).chain((s) => sample(s, dtype, element)),
        }),
      );
    const body: Body = ({ condition, t, e }) => ({ y: tf.where(condition, t, e) });
    fc.assert(
      fc.property(choice('float32', anyFloat), (samples) => expectParity(samples, body)),
      runs(20),
    );
    fc.assert(
      fc.property(choice('int32', anyInteger), (samples) => expectParity(samples, body)),
      runs(10),
    );
  });
});
