import type * as tf from '@tensorflow/tfjs-core';
import type { ActionSample } from '../slots/density.js';
import * as errors from './densityErrors.js';

/** How pre-squash numbers become actions. `identity`: unbounded box units, clipped by the environment. */
export type Squash = 'tanh' | 'identity';

/** [S, B, A], actions before the squash. @throws VEM_PRESQUASH_MISSING where a squashed sample comes without them */
export function preSquashOf({ action_SBA, preSquash_SBA }: ActionSample, squash: Squash): tf.Tensor {
  const u_SBA = preSquash_SBA ?? (squash === 'identity' ? action_SBA : undefined);
  if (!u_SBA) throw errors.preSquashMissing();
  return u_SBA;
}
