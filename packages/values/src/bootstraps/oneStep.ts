import * as tf from '@tensorflow/tfjs-core';
import { detach, type StepContext } from '@vem/framework';
import { z } from 'zod';

/** The option of bootstraps that discount. */
export const discount = z
  .number()
  .min(0)
  .max(1)
  .default(0.99)
  .describe('γ per environment step; .99 in Haarnoja et al. 2018, arXiv:1812.05905, table 1');

/**
 * [B], r + γ (1 − d) V(s′), without gradient. Only termination stops the sum: a time limit is bootstrapped through.
 *
 * @param value_B - V(s′) at the batch's next observations
 */
export function oneStepTarget(step: StepContext, gamma: number, value_B: tf.Tensor): tf.Tensor {
  const { batch } = step;
  const continues_B = tf.mul(gamma, tf.sub(1, batch.terminated_B));
  return detach(tf.add(step.likelihood.reward(batch), tf.mul(continues_B, value_B)));
}
