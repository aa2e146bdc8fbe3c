import * as tf from '@tensorflow/tfjs-core';

/** How distribution parameters and their gradients enter the inference network. */
export type Encoding = 'standardised' | 'signLog';

/** Keeps the deviation off 0; 1e-7 in the public code of Marino et al. 2019. */
const LEAST_DEVIATION = 1e-7;

/** p of the logarithmic scale: |g| from e^−p up are told apart by their order of magnitude; 10 in arXiv:1606.04474, appendix A. */
const ORDERS = 10;

/**
 * [B, A] → [B, A], (x − mean) / (deviation + 10⁻⁷) over the A components of each row: Marino et al. 2018, arXiv:1807.09356,
 * section 4.2, in the form of the public code of Marino et al. 2019. One component has no deviation: it is 0 whatever x is. Of two, what is
 * left is which one is larger.
 */
export function standardisedComponents(x_BA: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x_BA, -1, true);
  return tf.div(tf.sub(x_BA, mean), tf.add(tf.sqrt(variance), LEAST_DEVIATION));
}

/**
 * sign(g) log(1 + e^p |g|) / p, of each component on its own: 0 at 0, near ±1 at |g| = 1, and p orders of magnitude (base e) to
 * either side of that. Sign and logarithm of Andrychowicz et al. 2016, arXiv:1606.04474, appendix A, as one number.
 */
export function signLog(x_BA: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sign(x_BA), tf.div(tf.log1p(tf.mul(Math.exp(ORDERS), tf.abs(x_BA))), ORDERS));
}

/** A Gaussian's parameters, or the objective's gradient by them, [B, A] each. */
export interface Pair {
  readonly mean_BA: tf.Tensor;
  readonly logStd_BA: tf.Tensor;
}

/**
 * [B, 4A], what the inference network sees besides the observation. Under `signLog` the parameters are as they are, since they
 * are of order 1 before the squash, and only gradients, which may have any scale, are put on the logarithmic one.
 */
export function encode(encoding: Encoding, parameters: Pair, gradient: Pair): tf.Tensor {
  const own = [parameters.mean_BA, parameters.logStd_BA];
  const slopes = [gradient.mean_BA, gradient.logStd_BA];
  const encoded =
    encoding === 'standardised' ? [...own, ...slopes].map(standardisedComponents) : [...own, ...slopes.map(signLog)];
  return tf.concat(encoded, 1);
}
