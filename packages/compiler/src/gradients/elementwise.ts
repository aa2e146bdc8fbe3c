import * as tf from '@tensorflow/tfjs-core';
import { detach } from './detach.js';
import { gradient, indicator, sumTo, zeros } from './gradient.js';

const { SELU_SCALE, SELU_SCALEALPHA } = tf.backend_util;

/** Where a kernel is linear in pieces its slope is constant in each, so the slopes are computed from detached values. */
const piecewise: readonly tf.GradConfig[] = [
  gradient('Abs', { inputs: ['x'] }, (dy, [x]) => ({ x: () => tf.mul(dy, tf.sign(detach(x))) })),
  gradient('Relu', { inputs: ['x'] }, (dy, [x]) => ({ x: () => tf.mul(dy, indicator(tf.greater(detach(x), 0))) })),
  gradient('Relu6', { inputs: ['x'] }, (dy, [x]) => ({
    x: () => {
      const inside = tf.logicalAnd(tf.greater(detach(x), 0), tf.lessEqual(detach(x), 6));
      return tf.mul(dy, indicator(inside));
    },
  })),
  gradient<tf.LeakyReluAttrs>('LeakyRelu', { inputs: ['x'] }, (dy, [x], { alpha }) => ({
    x: () => tf.mul(dy, tf.where(tf.greater(detach(x), 0), 1, alpha)),
  })),
  gradient<tf.ClipByValueAttrs>('ClipByValue', { inputs: ['x'] }, (dy, [x], { clipValueMin, clipValueMax }) => ({
    x: () => {
      const above = tf.greaterEqual(detach(x), clipValueMin);
      const inside = tf.logicalAnd(above, tf.lessEqual(detach(x), clipValueMax));
      return tf.where(inside, dy, tf.zerosLike(dy));
    },
  })),
  gradient('Maximum', { inputs: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => sumTo(tf.mul(dy, indicator(tf.greaterEqual(detach(a), detach(b)))), a.shape),
    b: () => sumTo(tf.mul(dy, indicator(tf.less(detach(a), detach(b)))), b.shape),
  })),
  gradient('Minimum', { inputs: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => sumTo(tf.mul(dy, indicator(tf.lessEqual(detach(a), detach(b)))), a.shape),
    b: () => sumTo(tf.mul(dy, indicator(tf.greater(detach(a), detach(b)))), b.shape),
  })),
  gradient('Select', { inputs: ['condition'] }, (dy, [condition]) => ({
    condition: () => zeros(condition),
    t: () => tf.where(condition, dy, tf.zerosLike(dy)),
    e: () => tf.where(condition, tf.zerosLike(dy), dy),
  })),
  gradient<tf.CastAttrs>('Cast', { inputs: ['x'] }, (dy, [x], { dtype }) => ({
    x: () => (x.dtype === 'float32' && dtype === 'float32' ? tf.clone(dy) : zeros(x)),
  })),
  gradient('Mod', { inputs: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => sumTo(dy, a.shape),
    b: () => sumTo(tf.neg(tf.mul(dy, tf.floor(tf.div(detach(a), detach(b))))), b.shape),
  })),
];

/** From the result y = elu(x): the slope is y + 1 below 0, and 1 above. */
const elu = gradient('Elu', { inputs: ['x'] }, (dy, [x]) => ({
  x: () => tf.mul(dy, tf.add(tf.minimum(tf.elu(x), 0), 1)),
}));

const selu = gradient('Selu', { inputs: ['x'] }, (dy, [x]) => ({
  x: () => {
    const below = tf.mul(tf.exp(tf.minimum(x, 0)), SELU_SCALEALPHA);
    return tf.mul(dy, tf.where(tf.greater(detach(x), 0), SELU_SCALE, below));
  },
}));

const prelu = gradient('Prelu', { inputs: ['x', 'alpha'] }, (dy, [x, alpha]) => {
  const positive = tf.greater(detach(x), 0);
  return {
    x: () => sumTo(tf.mul(dy, tf.where(positive, 1, alpha)), x.shape),
    alpha: () => sumTo(tf.mul(dy, tf.minimum(x, 0)), alpha.shape),
  };
});

const squaredDifference = gradient('SquaredDifference', { inputs: ['a', 'b'] }, (dy, [a, b]) => {
  const slope = () => tf.mul(dy, tf.mul(tf.sub(a, b), 2));
  return { a: () => sumTo(slope(), a.shape), b: () => sumTo(tf.neg(slope()), b.shape) };
});

/** Divides twice instead of by the square of b, which would overflow from 1.8e19 on. */
const division = gradient('RealDiv', { inputs: ['a', 'b'] }, (dy, [a, b]) => ({
  a: () => sumTo(tf.div(dy, b), a.shape),
  b: () => tf.neg(tf.div(tf.div(sumTo(tf.mul(dy, a), b.shape), b), b)),
}));

/**
 * aᵇ. The slope b · aᵇ⁻¹ has the limit 0 at a = b = 0, where aᵇ⁻¹ is infinite. The slope in b, aᵇ · ln a, is taken as
 * 0 for a ≤ 0, where it is not real (at a = 0: the limit).
 */
const power = gradient('Pow', { inputs: ['a', 'b'] }, (dy, [a, b]) => ({
  a: () => {
    const atOrigin = tf.logicalAnd(tf.equal(detach(a), 0), tf.equal(detach(b), 0));
    const exponent = tf.where(atOrigin, 0, tf.sub(b, 1));
    return sumTo(tf.mul(dy, tf.mul(b, tf.pow(a, exponent))), a.shape);
  },
  b: () => {
    const logarithm = tf.log(tf.where(tf.greater(detach(a), 0), a, 1));
    return sumTo(tf.mul(dy, tf.mul(tf.pow(a, b), logarithm)), b.shape);
  },
}));

const reciprocalSquareRoot = gradient('Rsqrt', { inputs: ['x'] }, (dy, [x]) => ({
  x: () => tf.mul(dy, tf.mul(tf.div(tf.rsqrt(x), x), -0.5)),
}));

/** Results that are integers, truth values, or constant in pieces. */
const constant = (kernelName: string, inputs: readonly string[]) =>
  gradient(kernelName, { inputs }, (_, saved) =>
    Object.fromEntries(inputs.map((name, index) => [name, () => zeros(saved[index])])),
  );

const comparisons = ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalOr'];

const constants: readonly tf.GradConfig[] = [
  ...[...comparisons, 'FloorDiv', 'BitwiseAnd'].map((name) => constant(name, ['a', 'b'])),
  ...['LogicalNot', 'All', 'Any', 'ArgMax', 'ArgMin', 'IsNan', 'IsInf', 'IsFinite'].map((name) =>
    constant(name, ['x']),
  ),
  ...['Sign', 'Floor', 'Ceil', 'Round', 'Step', 'ZerosLike', 'OnesLike'].map((name) => constant(name, ['x'])),
  constant('OneHot', ['indices']),
];

export const elementwiseGradients: readonly tf.GradConfig[] = [
  ...piecewise,
  elu,
  selu,
  prelu,
  squaredDifference,
  division,
  power,
  reciprocalSquareRoot,
  ...constants,
];
