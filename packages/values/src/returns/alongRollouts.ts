import * as tf from '@tensorflow/tfjs-core';
import { type Course, detach, type Rollout, type StepContext } from '@vem/framework';
import { z } from 'zod';
import { paidRewards, type Regularised } from './costs.js';

/** Columns that returns along roll-outs add. */
export const ANNOTATIONS = ['advantage', 'return', 'value'].map((name) => ({ name, size: 1 }));

/** The same, advantages standardised over all rows that are kept. */
export const STANDARDISED = ANNOTATIONS.map((column) => ({ ...column, standardised: column.name === 'advantage' }));

/** The option of returns along roll-outs, for comparison with libraries that know no time limits. */
export const truncationAsTermination = z
  .boolean()
  .default(false)
  .describe(
    'whether an episode that a time limit cut counts as ended, with nothing to follow: wrong, but what public code does that knows one flag only',
  );

/** A roll-out's rows with time as an axis, values by the bootstrap; without gradient. */
export function courseOf(step: StepContext, rollout: Rollout, cutIsEnd: boolean, costs: Regularised = 'none'): Course {
  const { steps, count } = rollout.time;
  const inTime = (x_B: tf.Tensor) => detach(tf.reshape(x_B, [steps, count]));
  const ends_B = cutIsEnd ? tf.maximum(rollout.terminated_B, rollout.truncated_B) : rollout.terminated_B;
  return {
    reward_TN: inTime(paidRewards(step, rollout, costs)),
    value_TN: inTime(step.bootstrap.value(rollout.observation_BO)),
    nextValue_TN: inTime(step.bootstrap.value(rollout.nextObservation_BO)),
    terminated_TN: inTime(ends_B),
    truncated_TN: inTime(rollout.truncated_B),
  };
}

/** [B], the annotation `return` of the batch's rows. */
export const annotatedReturn = (step: StepContext): tf.Tensor => tf.squeeze(step.batch.columns.return, [1]);
