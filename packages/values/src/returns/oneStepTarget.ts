import * as tf from '@tensorflow/tfjs-core';
import { detach, type StepContext } from '@vem/framework';

/**
 * [B], r + γ (1 − d) V(s′), without gradient. Only termination stops the sum: a time limit is bootstrapped through, from the
 * final observation.
 */
export function oneStepTarget({ batch, bootstrap, likelihood }: StepContext, gamma: number): tf.Tensor {
  const value_B = bootstrap.value(batch.nextObservation_BO);
  const continues_B = tf.mul(gamma, tf.sub(1, batch.terminated_B));
  return detach(tf.add(likelihood.reward(batch), tf.mul(continues_B, value_B)));
}
