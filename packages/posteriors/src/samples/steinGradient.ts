import * as tf from '@tensorflow/tfjs-core';
import { medianOfRows } from './medianOfRows.js';

/** Below this the bandwidth does not fall, in squared units of the particles; 1e-3 in the code of arXiv:1702.08165. */
const SMALLEST_BANDWIDTH = 1e-3;

/** Particles that a Stein direction is formed from. J of them stand for the distribution, I are to be moved. */
export interface SteinParticles {
  /** [J, B, A] */
  readonly fixed_JBA: tf.Tensor;
  /** [J, B, A], ∇ log p̃ at these. */
  readonly score_JBA: tf.Tensor;
  /** [I, B, A]; absent: the fixed particles themselves are moved, I = J. */
  readonly moved_IBA?: tf.Tensor;
}

export interface SteinDirection {
  /** [I, B, A], where each moved particle should go. */
  readonly direction_IBA: tf.Tensor;
  /** [B], h of the kernel exp(−‖x − y‖² / h). */
  readonly bandwidth_B: tf.Tensor;
  /** [J, I, B], ‖x_j − y_i‖². */
  readonly squaredDistance_JIB: tf.Tensor;
}

/**
 * The direction that lowers KL(particles ‖ p̃) fastest within the unit ball of the kernel's space,
 *
 *     Δ(y_i) = 1/J Σ_j [ κ(x_j, y_i) ∇ log p̃(x_j) + ∇_{x_j} κ(x_j, y_i) ],    κ(x, y) = exp(−‖x − y‖² / h):
 *
 * Liu and Wang 2016, arXiv:1608.04471, eq. 8; with two sets of particles Haarnoja et al. 2017, arXiv:1702.08165, eq. 13.
 * p̃ need not be normalised. Each state has its own bandwidth h, from the median distance of its pairs.
 */
export function steinDirection({ fixed_JBA, score_JBA, moved_IBA }: SteinParticles): SteinDirection {
  // One dimension after the other: sums over pairs then run along memory, state by state.
  const fixed = dimensions(fixed_JBA).map((x_JB) => tf.expandDims(x_JB, 1));
  const moved = dimensions(moved_IBA ?? fixed_JBA).map((x_IB) => tf.expandDims(x_IB, 0));
  const differences = fixed.map((x_J1B, a) => tf.sub(x_J1B, moved[a]));
  const squaredDistance_JIB = differences.map((x_JIB) => tf.square(x_JIB)).reduce((sum, term) => tf.add(sum, term));
  const bandwidth_B = medianBandwidth(squaredDistance_JIB, moved_IBA === undefined);
  const kernel_JIB = tf.exp(tf.neg(tf.div(squaredDistance_JIB, bandwidth_B)));
  const inverse_B = tf.div(2, bandwidth_B);
  const direction = dimensions(score_JBA).map((score_JB, a) => {
    const apart_JIB = tf.mul(inverse_B, differences[a]);
    return tf.mean(tf.mul(kernel_JIB, tf.sub(tf.expandDims(score_JB, 1), apart_JIB)), 0);
  });
  return { direction_IBA: tf.stack(direction, -1), bandwidth_B, squaredDistance_JIB };
}

/** A tensors [N, B] from [N, B, A]. */
const dimensions = (x: tf.Tensor): tf.Tensor[] => tf.unstack(x, -1);

/**
 * [J, B, A], the same direction where the moved particles are the fixed ones and were drawn by chance: each follows the
 * J − 1 others only. Otherwise it would count itself as a sign of much probability where it is, with κ(y, y) = 1, and the
 * expected direction would not vanish at p̃. (Particles that stay the same arrange themselves accordingly.)
 */
export function leaveOneOut(direction_JBA: tf.Tensor, score_JBA: tf.Tensor): tf.Tensor {
  const count = direction_JBA.shape[0];
  return tf.div(tf.sub(tf.mul(count, direction_JBA), score_JBA), count - 1);
}

/**
 * [B], h = median ‖x − y‖² / log J, at which a particle's kernels sum to about 1 (Liu and Wang 2016, arXiv:1608.04471,
 * section 5).
 *
 * @param withinOneSet - whether the pairs are of one set of particles; the distance of a particle to itself is then left
 *   out
 */
export function medianBandwidth(squaredDistance_JIB: tf.Tensor, withinOneSet: boolean): tf.Tensor {
  const [fixed, moved, rows] = squaredDistance_JIB.shape as [number, number, number];
  const pairs_BP = tf.transpose(tf.reshape(squaredDistance_JIB, [fixed * moved, rows]));
  // A particle is nowhere nearer than at itself, so these J distances are the smallest ones.
  const median_B = medianOfRows(pairs_BP, withinOneSet ? fixed * (moved - 1) : fixed * moved);
  return tf.maximum(tf.div(median_B, Math.log(fixed)), SMALLEST_BANDWIDTH);
}
