import * as tf from '@tensorflow/tfjs-core';
import { gradient, sumTo } from './gradient.js';

/** The gradient of op(a) · op(b) in b before sums over broadcast dimensions; op transposes or not. */
function slopeInB(dy: tf.Tensor, a: tf.Tensor, transposeA: boolean, transposeB: boolean): tf.Tensor {
  return transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false);
}

function slopeInA(dy: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean): tf.Tensor {
  return transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB);
}

const asRows = (x: tf.Tensor) => tf.reshape(x, [-1, x.shape[x.rank - 1]]);

const countMatrices = ({ shape }: tf.Tensor) => tf.util.sizeFromShape(shape.slice(0, -2));

/**
 * Batch dimensions may broadcast, which tfjs does not consider. A weight matrix that is shared by a batch gets its
 * gradient from one product over all rows, instead of a sum over products.
 */
const matMul = gradient<tf.BatchMatMulAttrs>('BatchMatMul', { inputs: ['a', 'b'] }, (dy, [a, b], attributes) => {
  const { transposeA, transposeB } = attributes;
  return {
    a: () => sumTo(slopeInA(dy, b, transposeA, transposeB), a.shape),
    b: () => {
      const shared = countMatrices(b) === 1 && countMatrices(a) > 1 && !transposeA && dy.size > 0;
      if (!shared) return sumTo(slopeInB(dy, a, transposeA, transposeB), b.shape);
      return tf.reshape(slopeInB(asRows(dy), asRows(a), transposeA, transposeB), b.shape);
    },
  };
});

export const matMulGradients: readonly tf.GradConfig[] = [matMul];
