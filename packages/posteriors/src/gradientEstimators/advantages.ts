import * as tf from '@tensorflow/tfjs-core';
import { detach, type Rows, type StepContext } from '@vem/framework';
import { z } from 'zod';
import { recorded } from './recordedActions.js';

/** Keeps the division finite where all advantages are equal; 1e-8 in the public code of PPO's implementations. */
const EPSILON = 1e-8;

/** The option of estimators that score recorded actions by their advantages. */
export const normaliseAdvantages = (usual: boolean, source: string) =>
  z
    .boolean()
    .default(usual)
    .describe(
      `whether advantages are centred and divided by their deviation over the rows of each optimiser step, which then needs the whole batch in one place; ${source}`,
    );

/**
 * [B], (A − mean A) / (std A + 1e-8) with the unbiased deviation (÷ B − 1), as torch's `std` has it. A single row has no
 * deviation and is only centred.
 */
export function standardised(advantage_B: tf.Tensor): tf.Tensor {
  const rows = advantage_B.shape[0]!;
  const centred_B = tf.sub(advantage_B, tf.mean(advantage_B));
  if (rows === 1) return centred_B;
  const deviation = tf.sqrt(tf.div(tf.sum(tf.square(centred_B)), rows - 1));
  return tf.div(centred_B, tf.add(deviation, EPSILON));
}

export interface Advantages {
  /** [B], without gradient. */
  readonly advantage_B: tf.Tensor;
  /** How what is made of them depends on the rows. */
  readonly rows: Rows;
}

/** The batch's advantages, as they were annotated or normalised over its rows. */
export function advantagesOf(step: StepContext, normalise: boolean): Advantages {
  const advantage_B = detach(recorded(step, 'advantage'));
  return normalise ? { advantage_B: standardised(advantage_B), rows: 'coupled' } : { advantage_B, rows: 'mean' };
}
