import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, detach, type StepContext } from '@vem/framework';
import { z } from 'zod';
import { discount } from './discount.js';
import { oneStepTarget } from './oneStep.js';

/**
 * [B], Σ_{k<m} γ^k r_k + γ^m (1 − d) V(s_m), without gradient: the rewards of a window of m ≤ n steps, then the value of the
 * observation after the last one. Of single steps, the one-step target.
 */
function windowTarget(step: StepContext, gamma: number): tf.Tensor {
  const { batch, bootstrap, likelihood } = step;
  const { window } = batch;
  if (!window) return oneStepTarget(step, gamma);
  const value_B = bootstrap.value(batch.nextObservation_BO);
  const reward_BT = tf.transpose(tf.reshape(likelihood.reward(window.rows), [window.steps, window.count]));
  const powers_T = tf.tensor1d(Array.from({ length: window.steps }, (_, k) => gamma ** k));
  const rewards_B = tf.sum(tf.mul(reward_BT, powers_T), 1);
  const continues_B = tf.mul(tf.pow(gamma, window.length_B), tf.sub(1, batch.terminated_B));
  return detach(tf.add(rewards_B, tf.mul(continues_B, value_B)));
}

/**
 * The rewards of several steps, then what the state after them is worth. How many steps, the data source's windows say; n = 1
 * without windows.
 * Only termination stops the sum: a time limit is bootstrapped through, from the final observation. Nobody corrects for who
 * acted within the window, and KL costs on the way do not count, so the bootstrap must be a plain one.
 */
export const nStep = definePlugin({
  slot: 'returns',
  name: 'n-step',
  description: 'The rewards of a window of steps and what the state after them is worth',
  source: {
    title: 'Hoffman et al. 2020, Acme: A Research Framework for Distributed RL',
    arxiv: '2006.00979',
    where: 'n-step adders',
  },
  config: z.strictObject({ discount }),
  provides: ['windows'],
  requires: ['bootstrap.plain'],
  inject: [],
  create: (options) => ({ program: (step) => ({ target: () => windowTarget(step, options.discount) }) }),
});
