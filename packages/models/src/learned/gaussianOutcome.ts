import * as tf from '@tensorflow/tfjs-core';

/** What follows, [..., P] each. */
export interface Outcome {
  readonly mean: tf.Tensor;
  /** Absent where the model is deterministic. */
  readonly logVariance?: tf.Tensor;
}

/**
 * Keeps a log-variance below one bound and above another, softly: ℓ ← ℓmax − softplus(ℓmax − ℓ), then the same from below
 * (Chua et al. 2018, arXiv:1805.12114, appendix A.1). The bounds are learned.
 */
export function boundedLogVariance(raw: tf.Tensor, lowest: tf.Tensor, highest: tf.Tensor): tf.Tensor {
  const below = tf.sub(highest, tf.softplus(tf.sub(highest, raw)));
  return tf.add(lowest, tf.softplus(tf.sub(below, lowest)));
}

/**
 * A scalar: Σ over members of the mean of (y − μ)² / σ² + log σ², twice the negative log-likelihood but for a constant
 * (arXiv:1805.12114, eq. 1); of deterministic members the mean squared error.
 */
export function outcomeLoss({ mean, logVariance }: Outcome, target_MBP: tf.Tensor): tf.Tensor {
  const error = tf.square(tf.sub(mean, target_MBP));
  const terms = logVariance ? tf.add(tf.mul(error, tf.exp(tf.neg(logVariance))), logVariance) : error;
  return tf.sum(tf.mean(terms, [1, 2]));
}

/** Of logits that an episode goes on, against 1 where it did: log-loss, elementwise, in nats. */
export const continuationLoss = (logit: tf.Tensor, continued: tf.Tensor): tf.Tensor =>
  tf.sub(tf.softplus(logit), tf.mul(continued, logit));
