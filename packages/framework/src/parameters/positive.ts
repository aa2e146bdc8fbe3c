import * as tf from '@tensorflow/tfjs-core';

/** Keeps multipliers and temperatures off 0, whatever the raw number. */
const LEAST = 1e-8;

/** The raw numbers of positive parameters are kept from here on: far lower, their gradient vanishes for good. */
export const LOWEST_RAW = -18;

/** softplus(raw) + 1e-8: a positive number with a gradient everywhere (as in the public code of arXiv:2006.00979). */
export function positive(raw: tf.Tensor): tf.Tensor {
  return tf.add(tf.softplus(raw), LEAST);
}

/** The raw number whose `positive` is `value` > 1e-8. */
export function rawOfPositive(value: number): number {
  const x = value - LEAST;
  // log(eˣ − 1) without overflow.
  return x + Math.log(-Math.expm1(-x));
}
