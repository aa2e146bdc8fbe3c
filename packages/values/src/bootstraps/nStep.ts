import * as tf from '@tensorflow/tfjs-core';
import { detach, type StepContext } from '@vem/framework';
import { oneStepTarget } from './oneStep.js';

/**
 * [B], Σ_{k<m} γ^k r_k + γ^m (1 − d) V(s_m), without gradient: the rewards of a window of m ≤ n steps, then the value of the
 * observation after the last one. Only termination stops the sum: a time limit is bootstrapped through, from the final
 * observation. Nobody corrects for who acted within the window. With single steps, the one-step target.
 *
 * @param value_B - V(s_m) at the batch's next observations
 */
export function nStepTarget(step: StepContext, gamma: number, value_B: tf.Tensor): tf.Tensor {
  const { batch } = step;
  const reward_Bn = step.likelihood.reward(batch);
  if (reward_Bn.rank === 1) return oneStepTarget(step, gamma, value_B);
  const powers_n = tf.tensor1d(Array.from({ length: reward_Bn.shape[1]! }, (_, k) => gamma ** k));
  const rewards_B = tf.sum(tf.mul(reward_Bn, powers_n), 1);
  const length_B = tf.squeeze(batch.columns.length, [1]);
  const continues_B = tf.mul(tf.pow(gamma, length_B), tf.sub(1, batch.terminated_B));
  return detach(tf.add(rewards_B, tf.mul(continues_B, value_B)));
}
