import type * as tf from '@tensorflow/tfjs-core';
import { detach, type Rows, type StepContext, standardised } from '@vem/framework';
import { z } from 'zod';
import { recorded } from './recordedActions.js';

/** The option of estimators that score recorded actions by their advantages. */
export const normaliseAdvantages = (usual: boolean, source: string) =>
  z
    .boolean()
    .default(usual)
    .describe(
      `whether advantages are centred and divided by their deviation over the rows of each optimiser step, which then needs the whole batch in one place; ${source}`,
    );

export interface Advantages {
  /** [B], without gradient. */
  readonly advantage_B: tf.Tensor;
  /** How what is made of them depends on the rows. */
  readonly rows: Rows;
}

/** The batch's advantages, as they were annotated or normalised over its rows. */
export function advantagesOf(step: StepContext, normalise: boolean): Advantages {
  const advantage_B = detach(recorded(step, 'advantage'));
  return normalise
    ? { advantage_B: standardised(advantage_B, step.batch), rows: 'coupled' }
    : { advantage_B, rows: 'mean' };
}
