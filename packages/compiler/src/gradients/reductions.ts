import * as tf from '@tensorflow/tfjs-core';
import { detach } from './detach.js';
import { broadcast, gradient, indicator } from './gradient.js';

/** The axes that a reduction runs over, and the shape of its result with these axes kept as size 1. */
function reductionOf(x: tf.Tensor, axis: number | number[]) {
  const axes = tf.util.parseAxisParam(axis, x.shape);
  return { axes, kept: x.shape.map((size, index) => (axes.includes(index) ? 1 : size)) };
}

const sum = gradient<tf.SumAttrs>('Sum', { inputs: ['x'] }, (dy, [x], { axis }) => ({
  x: () => broadcast(tf.reshape(dy, reductionOf(x, axis).kept), x.shape),
}));

const mean = gradient<tf.MeanAttrs>('Mean', { inputs: ['x'] }, (dy, [x], { axis }) => ({
  x: () => {
    const { axes, kept } = reductionOf(x, axis);
    const count = axes.reduce((product, index) => product * x.shape[index], 1);
    return broadcast(tf.div(tf.reshape(dy, kept), count), x.shape);
  },
}));

/** Equal extremes share the gradient. */
function extreme(kernelName: string, axisOf: (attributes: tf.MaxAttrs & tf.MinAttrs) => number | number[]) {
  return gradient<tf.MaxAttrs & tf.MinAttrs>(
    kernelName,
    { inputs: ['x'], outputs: [true] },
    (dy, [x, y], attributes) => ({
      x: () => {
        const { axes, kept } = reductionOf(x, axisOf(attributes));
        const isExtreme = indicator(tf.equal(detach(x), tf.reshape(detach(y), kept)));
        return tf.mul(tf.reshape(dy, kept), tf.div(isExtreme, tf.sum(isExtreme, axes, true)));
      },
    }),
  );
}

/**
 * The slope in each element is the product of the other ones, written out as such (n² factors), so that it is right,
 * and differentiable again, when elements are 0.
 */
const product = gradient<tf.ProdAttrs>('Prod', { inputs: ['x'] }, (dy, [x], { axis }) => ({
  x: () => {
    const { axes, kept } = reductionOf(x, axis);
    const others = [...x.shape.keys()].filter((index) => !axes.includes(index));
    const order = [...others, ...axes];
    const moved = tf.transpose(tf.cast(x, 'float32'), order);
    const count = axes.reduce((size, index) => size * x.shape[index], 1);
    const rows = tf.reshape(moved, [...others.map((index) => x.shape[index]), 1, count]);
    const own = tf.cast(tf.eye(count), 'bool');
    const slopes = tf.reshape(tf.prod(tf.where(own, 1, rows), -1), moved.shape);
    return tf.mul(tf.reshape(dy, kept), tf.transpose(slopes, inversePermutation(order)));
  },
}));

const inversePermutation = (order: readonly number[]) => order.map((_, axis) => order.indexOf(axis));

const cumulativeSum = gradient<tf.CumsumAttrs>('Cumsum', { inputs: ['x'] }, (dy, _, { axis, exclusive, reverse }) => ({
  x: () => tf.cumsum(dy, axis, exclusive, !reverse),
}));

export const reductionGradients: readonly tf.GradConfig[] = [
  sum,
  mean,
  extreme('Max', ({ reductionIndices }) => reductionIndices),
  extreme('Min', ({ axis }) => axis),
  product,
  cumulativeSum,
];
