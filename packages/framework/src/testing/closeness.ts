import * as tf from '@tensorflow/tfjs-core';

export const finite = (numbers: ArrayLike<number>): boolean => Array.from(numbers).every(Number.isFinite);

/** Whether as many numbers are the same up to rounding. */
export const near = (a: ArrayLike<number>, b: ArrayLike<number>, relative = 1e-3, absolute = 1e-4): boolean =>
  a.length === b.length &&
  Array.from(a).every((value, i) => Math.abs(value - b[i]) <= absolute + relative * Math.abs(b[i]));

export const meanOf = (numbers: ArrayLike<number>): number =>
  Array.from(numbers).reduce((sum, value) => sum + value, 0) / numbers.length;

export const flat = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [-1]);
