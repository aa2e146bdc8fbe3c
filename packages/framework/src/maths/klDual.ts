import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@vem/compiler';
import { assertShapes } from './assertShape.js';
import { tempered } from './softMaximum.js';

/**
 * A scalar, the dual of an E-step that maximises E_q[Q] under E_s KL(q ‖ p) ≤ ε, as a function of its multiplier η:
 * L(η) = η ε + η E_s log E_p e^{Q/η}, Abdolmaleki et al. 2018, arXiv:1806.06920, non-parametric E-step. It is convex; its
 * derivative is ε − E_s KL(q_η ‖ p). Only η has a gradient.
 *
 * @param eta - a scalar > 0
 * @param bound - ε, in nats
 * @param q_SB - values of samples of the prior, or of all actions
 * @param logBase_SB - log of the weight that each has under the prior; adds up to 1 over S
 * @param weight_B - how much each state counts, 1 on average; absent: all alike
 */
export function klDualLoss(
  eta: tf.Tensor,
  bound: number,
  q_SB: tf.Tensor,
  logBase_SB: tf.Tensor,
  weight_B?: tf.Tensor,
): tf.Tensor {
  assertShapes({ q_SB: [q_SB, ['S', 'B']], logBase_SB: [logBase_SB, ['S', 'B']] });
  const { largest, excess } = tempered(detach(q_SB), detach(logBase_SB), eta, 0);
  const mean = (x_B: tf.Tensor) => tf.mean(weight_B ? tf.mul(detach(weight_B), x_B) : x_B);
  return tf.add(tf.mul(eta, tf.add(bound, mean(tf.logSumExp(excess, 0)))), mean(largest));
}
