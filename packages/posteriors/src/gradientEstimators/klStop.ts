import * as tf from '@tensorflow/tfjs-core';
import type { Signals } from '@vem/framework';
import { z } from 'zod';

/** Stable-Baselines3 stops at so many times its target. */
const TOLERANCE = 1.5;

/** The options of estimators that end the epochs of a roll-out early. */
export const klStopOptions = {
  targetKl: z
    .number()
    .positive()
    .optional()
    .describe(
      'KL(behaviour ‖ posterior) in nats, estimated on each batch, at which a roll-out was learned from enough; unset: its epochs are taken to their end. .01 to .03 in public code',
    ),
  klStop: z
    .enum(['afterEpoch', 'beforeStep'])
    .default('beforeStep')
    .describe(
      '`afterEpoch`: beyond the target, the epoch is taken to its end, and no other begins (CleanRL); `beforeStep`: beyond 1.5 times the target, the batch’s own step is left out, and so is the rest (Stable-Baselines3)',
    ),
};

export interface KlStop {
  readonly targetKl?: number | undefined;
  readonly klStop: 'afterEpoch' | 'beforeStep';
}

/** @param kl - a scalar, nats */
export function klSignals({ targetKl, klStop }: KlStop, kl: tf.Tensor): { readonly signals?: Signals } {
  if (targetKl === undefined) return {};
  if (klStop === 'afterEpoch') return { signals: { stopAfterEpoch: tf.sub(kl, targetKl) } };
  const excess = tf.sub(kl, TOLERANCE * targetKl);
  return { signals: { veto: excess, stop: excess } };
}
