import * as tf from '@tensorflow/tfjs-core';
import { type ActionSample, type Density, logRatio, sampleOf } from '@vem/framework';
import * as errors from './bootstrapErrors.js';

/** What acting costs besides. */
export interface KlCosts {
  readonly prior: Density;
  /** KL(actor ‖ p) in closed form, or where it has parts their bound, in place of log(actor/p) of each sample. */
  readonly closedForm?: boolean;
  /** α, a scalar in reward units. */
  alpha(): tf.Tensor;
}

/**
 * [B], E_{a~actor}[Q(s, a) − α log(actor/p)] by samples: the worth of acting (Haarnoja et al. 2018, arXiv:1812.05905, eq. 3).
 *
 * @param q - [S, B] of sampled actions
 * @throws VEM_DIVERGENCE_UNKNOWN
 * @param costs - asked for after the values; absent: the plain value, without KL costs
 */
export function expectedValue(
  actor: Density,
  samples: number,
  q: (sample: ActionSample) => tf.Tensor,
  costs?: () => KlCosts,
): tf.Tensor {
  const sample = sampleOf(actor, samples);
  const q_SB = q(sample);
  if (!costs) return tf.mean(q_SB, 0);
  const { prior, alpha, closedForm } = costs();
  if (closedForm) {
    const kl_B = actor.klTo?.(prior);
    if (!kl_B) throw errors.divergenceUnknown();
    return tf.sub(tf.mean(q_SB, 0), tf.mul(alpha(), kl_B));
  }
  const kl_SB = logRatio(actor, prior, sample);
  return tf.mean(tf.sub(q_SB, tf.mul(alpha(), kl_SB)), 0);
}
