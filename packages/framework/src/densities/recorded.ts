import * as tf from '@tensorflow/tfjs-core';
import type { ActionSample, Density } from '../slots/density.js';
import type { StepContext } from '../slots/step.js';
import { logProbOf } from './ratio.js';

/** The batch's own actions as one sample per state, pre-squash values too where they were recorded. */
export function recordedSample({ batch }: Pick<StepContext, 'batch'>): ActionSample {
  const { preSquash } = batch.columns;
  return {
    action_SBA: tf.expandDims(batch.action_BA, 0),
    ...(preSquash ? { preSquash_SBA: tf.expandDims(preSquash, 0) } : {}),
  };
}

/** [B], log-density of the batch's actions under a density at its states, in the density's preferred space. */
export const recordedLogProb = (step: Pick<StepContext, 'batch'>, density: Density): tf.Tensor =>
  tf.squeeze(logProbOf(density, recordedSample(step), density.spaces[0]), [0]);
