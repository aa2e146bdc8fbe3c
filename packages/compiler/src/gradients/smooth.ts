import * as tf from '@tensorflow/tfjs-core';
import { gradient, sumTo } from './gradient.js';

/** A function of one operand by its slope in terms of x. */
const byInput = (kernelName: string, slope: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor) =>
  gradient(kernelName, { inputs: ['x'] }, (dy, [x]) => ({ x: () => slope(dy, x) }));

/** A function of one operand by its slope in terms of its result. */
const byOutput = (kernelName: string, slope: (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor) =>
  gradient(kernelName, { outputs: [true] }, (dy, [y]) => ({ x: () => slope(dy, y) }));

/** 1 − x² without cancellation near ±1. */
const oneMinusSquare = (x: tf.Tensor) => tf.mul(tf.sub(1, x), tf.add(1, x));

const exponentials: readonly tf.GradConfig[] = [
  byOutput('Exp', (dy, y) => tf.mul(dy, y)),
  byOutput('Expm1', (dy, y) => tf.mul(dy, tf.add(y, 1))),
  byInput('Log', (dy, x) => tf.div(dy, x)),
  byInput('Log1p', (dy, x) => tf.div(dy, tf.add(x, 1))),
  byOutput('Sigmoid', (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
  byInput('Softplus', (dy, x) => tf.mul(dy, tf.sigmoid(x))),
  byInput('Erf', (dy, x) => tf.mul(dy, tf.mul(tf.exp(tf.neg(tf.square(x))), 2 / Math.sqrt(Math.PI)))),
];

const powers: readonly tf.GradConfig[] = [
  byInput('Neg', (dy) => tf.neg(dy)),
  byInput('Square', (dy, x) => tf.mul(dy, tf.mul(x, 2))),
  byOutput('Sqrt', (dy, y) => tf.div(dy, tf.mul(y, 2))),
  byOutput('Reciprocal', (dy, y) => tf.neg(tf.mul(dy, tf.mul(y, y)))),
];

const trigonometric: readonly tf.GradConfig[] = [
  byInput('Sin', (dy, x) => tf.mul(dy, tf.cos(x))),
  byInput('Cos', (dy, x) => tf.neg(tf.mul(dy, tf.sin(x)))),
  byOutput('Tan', (dy, y) => tf.mul(dy, tf.add(1, tf.square(y)))),
  byInput('Asin', (dy, x) => tf.div(dy, tf.sqrt(oneMinusSquare(x)))),
  byInput('Acos', (dy, x) => tf.neg(tf.div(dy, tf.sqrt(oneMinusSquare(x))))),
  byInput('Atan', (dy, x) => tf.div(dy, tf.add(1, tf.square(x)))),
];

const hyperbolic: readonly tf.GradConfig[] = [
  byInput('Sinh', (dy, x) => tf.mul(dy, tf.cosh(x))),
  byInput('Cosh', (dy, x) => tf.mul(dy, tf.sinh(x))),
  byOutput('Tanh', (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
  byInput('Asinh', (dy, x) => tf.div(dy, tf.sqrt(tf.add(1, tf.square(x))))),
  byInput('Acosh', (dy, x) => tf.div(dy, tf.sqrt(tf.mul(tf.sub(x, 1), tf.add(x, 1))))),
  byInput('Atanh', (dy, x) => tf.div(dy, oneMinusSquare(x))),
];

const arithmetic: readonly tf.GradConfig[] = [
  gradient('Add', { inputs: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => sumTo(dy, a.shape),
    b: () => sumTo(dy, b.shape),
  })),
  gradient('Sub', { inputs: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => sumTo(dy, a.shape),
    b: () => tf.neg(sumTo(dy, b.shape)),
  })),
  gradient('Multiply', { inputs: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => sumTo(tf.mul(dy, b), a.shape),
    b: () => sumTo(tf.mul(dy, a), b.shape),
  })),
  gradient('Atan2', { inputs: ['a', 'b'] }, (dy, [a, b]) => {
    const squaredRadius = () => tf.add(tf.square(a), tf.square(b));
    return {
      a: () => sumTo(tf.mul(dy, tf.div(b, squaredRadius())), a.shape),
      b: () => tf.neg(sumTo(tf.mul(dy, tf.div(a, squaredRadius())), b.shape)),
    };
  }),
];

const normalisations: readonly tf.GradConfig[] = [
  gradient<tf.SoftmaxAttrs>('Softmax', { outputs: [true] }, (dy, [y], { dim }) => ({
    logits: () => {
      const weighted = tf.mul(dy, y);
      return tf.sub(weighted, tf.mul(tf.sum(weighted, dim, true), y));
    },
  })),
  gradient<tf.LogSoftmaxAttrs>('LogSoftmax', { outputs: [true] }, (dy, [y], { axis }) => ({
    logits: () => tf.sub(dy, tf.mul(tf.sum(dy, axis, true), tf.exp(y))),
  })),
];

export const smoothGradients: readonly tf.GradConfig[] = [
  ...exponentials,
  ...powers,
  ...trigonometric,
  ...hyperbolic,
  ...arithmetic,
  ...normalisations,
];
