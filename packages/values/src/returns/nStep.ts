import * as tf from '@tensorflow/tfjs-core';
import { definePlugin, detach, nStepReturns, type StepContext, type Stretch } from '@vem/framework';
import { z } from 'zod';
import { inRows, sequenceOf } from './alongSequences.js';
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
 * [T·N], the same from every row of sequences, in n steps or as many as are left of the episode and of the sequence: differences of
 * the values of states that were reached, added up, leave the last one.
 */
function sequenceTarget(step: StepContext, time: Stretch, gamma: number, steps: number): tf.Tensor {
  const course = sequenceOf(step, time);
  // V(s_t) is what step t − 1 led to; of the first row it cancels.
  const before_TN = tf.slice(course.nextValue_TN, [0, 0], [time.steps - 1, time.count]);
  const value_TN = tf.concat([tf.zeros([1, time.count]), before_TN], 0);
  return inRows(nStepReturns({ ...course, value_TN }, gamma, steps));
}

/**
 * The rewards of several steps, then what the state after them is worth. How many steps, the data source's windows say, or, along
 * sequences, the option `steps`; n = 1 otherwise.
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
  config: z.strictObject({
    discount,
    steps: z
      .int()
      .positive()
      .optional()
      .describe('n, along sequences; unset: as long as the windows of the data source are'),
  }),
  provides: ['windows'],
  requires: ['bootstrap.plain', 'likelihood.recorded'],
  refine: ({ steps }) => ({ requires: steps === undefined ? [] : ['data.sequences'] }),
  inject: [],
  create: ({ discount: gamma, steps }) => ({
    program: (step) => ({
      target: () =>
        steps === undefined ? windowTarget(step, gamma) : sequenceTarget(step, step.batch.time!, gamma, steps),
    }),
  }),
});
