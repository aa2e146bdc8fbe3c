import * as tf from '@tensorflow/tfjs-core';
import { type ActionSample, type Belief, logProbOf, type StepContext, truncatedRatio } from '@vem/framework';

/** A recorded column of one number per row, [B]. */
export const recorded = (step: StepContext, name: string): tf.Tensor => tf.squeeze(step.batch.columns[name], [1]);

/** The batch's own actions as one sample per state, pre-squash values too where they were recorded. */
export function recordedSample({ batch }: StepContext): ActionSample {
  const { preSquash } = batch.columns;
  return {
    action_SBA: tf.expandDims(batch.action_BA, 0),
    ...(preSquash ? { preSquash_SBA: tf.expandDims(preSquash, 0) } : {}),
  };
}

/** [B], log π(a|s) of the batch's actions under a belief at its states, in the density's preferred space. */
export const recordedLogProb = (step: StepContext, belief: Belief): tf.Tensor =>
  tf.squeeze(logProbOf(belief, recordedSample(step), belief.spaces[0]), [0]);

/** [B] each: log ρ and ρ = π(a|s) / μ(a|s), μ whoever acted. */
export function ratioToBehaviour(step: StepContext, belief: Belief) {
  const logRatio_B = tf.sub(recordedLogProb(step, belief), recorded(step, 'logMu'));
  return { logRatio_B, ratio_B: truncatedRatio(logRatio_B) };
}
