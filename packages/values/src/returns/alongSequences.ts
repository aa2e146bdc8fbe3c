import * as tf from '@tensorflow/tfjs-core';
import { type Course, detach, recordedLogProb, type StepContext, type Stretch } from '@vem/framework';
import { z } from 'zod';

/** Whose density of the recorded actions counts: whoever acts in the values that are looked along. */
export type Corrected = 'posterior' | 'prior';

/** The option of returns along sequences that correct for who acted. */
export const who = z
  .enum(['posterior', 'prior'])
  .default('posterior')
  .describe(
    'whose policy is valued: match the bootstrap’s `who`. `prior`: the lagging copy of p, in algorithms whose policy is the prior',
  );

/** What the density that is valued must have. */
export const corrects = (whose: Corrected) =>
  whose === 'posterior' ? (['posterior.logProb'] as const) : (['prior.density'] as const);

/** The options of returns along sequences that weigh longer ones. */
export const trace = z
  .number()
  .min(0)
  .max(1)
  .default(0.9)
  .describe(
    'λ, weight of longer returns: 0 is one step; .9 in the public code of Marino et al. 2020, arXiv:2010.10670; 1 in arXiv:1606.02647',
  );

/** [T, N], rows with time as an axis, without gradient. */
export const inTime = (x_B: tf.Tensor, { steps, count }: Stretch): tf.Tensor => detach(tf.reshape(x_B, [steps, count]));

/** [T·N], what `inTime` took apart. */
export const inRows = (x_TN: tf.Tensor): tf.Tensor => tf.reshape(x_TN, [-1]);

/** Rewards, what each step led to, and the ends of a batch's sequences; values are the caller's. */
export function sequenceOf({ batch, bootstrap, likelihood }: StepContext, time: Stretch): Omit<Course, 'value_TN'> {
  return {
    reward_TN: inTime(likelihood.reward(batch), time),
    nextValue_TN: inTime(bootstrap.value(batch.nextObservation_BO), time),
    terminated_TN: inTime(batch.terminated_B, time),
    truncated_TN: inTime(batch.truncated_B, time),
  };
}

/** [T, N], log π(a|s) − log μ(a|s) of the recorded actions, by the densities of now. */
export function ratiosOf(step: StepContext, time: Stretch, whose: Corrected): tf.Tensor {
  const { observation_BO, columns } = step.batch;
  const density =
    whose === 'posterior' ? step.posterior.infer(observation_BO, 'target') : step.prior.at(observation_BO, 'target');
  return inTime(tf.sub(recordedLogProb(step, density), tf.squeeze(columns.logMu, [1])), time);
}
