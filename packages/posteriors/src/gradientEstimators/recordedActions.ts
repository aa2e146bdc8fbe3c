import * as tf from '@tensorflow/tfjs-core';
import { type Belief, recordedLogProb, type StepContext, truncatedRatio } from '@vem/framework';

/** A recorded column of one number per row, [B]. */
export const recorded = (step: StepContext, name: string): tf.Tensor => tf.squeeze(step.batch.columns[name], [1]);

/** [B] each: log π(a|s), log ρ and ρ = π(a|s) / μ(a|s), μ whoever acted. */
export function ratioToBehaviour(step: StepContext, belief: Belief) {
  const logProb_B = recordedLogProb(step, belief);
  const logRatio_B = tf.sub(logProb_B, recorded(step, 'logMu'));
  return { logProb_B, logRatio_B, ratio_B: truncatedRatio(logRatio_B) };
}
