import * as tf from '@tensorflow/tfjs-core';
import { assertShapes, assertStretches } from './assertShape.js';

/** What exponentials are taken of: w e^{q/α} = e^{largest/α} e^{excess}. */
export interface Tempered {
  /** The largest q along the axis, which has size 1. */
  readonly largest: tf.Tensor;
  /** (q − largest) / α + log w, of the shape of q: logits of the posterior that goes with the soft maximum. */
  readonly excess: tf.Tensor;
}

/**
 * The largest q is taken out before the division, which would magnify its rounding errors where α is small.
 *
 * @param logWeight - log w, of the shape of q or one that stretches to it; −∞ for what is excluded
 * @param alpha - a scalar, > 0, in units of q
 * @throws VEM_SHAPE
 */
export function tempered(q: tf.Tensor, logWeight: tf.Tensor | number, alpha: tf.Tensor, axis: number): Tempered {
  assertShapes({ alpha: [alpha, []] });
  if (typeof logWeight !== 'number') assertStretches('logWeight', logWeight, q.shape);
  const largest = tf.max(q, axis, true);
  const share = tf.div(tf.sub(q, largest), alpha);
  return { largest, excess: logWeight === 0 ? share : tf.add(share, logWeight) };
}

/**
 * α log Σ w exp(q / α) along an axis: the largest value of E_π[q] − α KL(π ‖ w) over all π, which π ∝ w e^{q/α} reaches
 * (Levine 2018, arXiv:1805.00909, section 3; the soft value of Haarnoja et al. 2017, arXiv:1702.08165, eq. 10).
 *
 * @param logWeight - log w; 0 for the counting measure
 */
export function softMaximum(q: tf.Tensor, logWeight: tf.Tensor | number, alpha: tf.Tensor, axis: number): tf.Tensor {
  const { largest, excess } = tempered(q, logWeight, alpha, axis);
  return tf.add(withoutAxis(largest, axis), tf.mul(alpha, tf.logSumExp(excess, axis)));
}

/** α log of the *mean* of w exp(q / α) along an axis: the soft maximum by samples, w their importance weights. */
export function softMean(q: tf.Tensor, logWeight: tf.Tensor | number, alpha: tf.Tensor, axis: number): tf.Tensor {
  const { largest, excess } = tempered(q, logWeight, alpha, axis);
  const logMean = tf.sub(tf.logSumExp(excess, axis), Math.log(q.shape.at(axis)!));
  return tf.add(withoutAxis(largest, axis), tf.mul(alpha, logMean));
}

/** log of the normalised weights w e^{q/α} / Σ w e^{q/α} along an axis: the posterior that goes with the soft maximum. */
export function softMaximiser(q: tf.Tensor, logWeight: tf.Tensor | number, alpha: tf.Tensor, axis: number): tf.Tensor {
  const { excess } = tempered(q, logWeight, alpha, axis);
  return tf.sub(excess, tf.logSumExp(excess, axis, true));
}

const withoutAxis = (x: tf.Tensor, axis: number): tf.Tensor => tf.squeeze(x, [axis < 0 ? axis + x.rank : axis]);
