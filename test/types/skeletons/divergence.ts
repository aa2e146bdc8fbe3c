// Skeletons: proof on types, nothing runs.
import type * as tf from '@tensorflow/tfjs-core';
import type { Density } from '@vem/framework';

/** [B], KL(from ‖ to) or a bound on it, of pairs that have one. */
export function divergence(from: Density, to: Density): tf.Tensor {
  const kl_B = from.klTo?.(to);
  if (!kl_B) throw new Error('This pair of densities has no divergence in closed form.');
  return kl_B;
}
