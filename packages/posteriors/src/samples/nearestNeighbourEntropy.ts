import * as tf from '@tensorflow/tfjs-core';

/** Squared distances below this count as this: copies of a particle would have entropy −∞. */
const SMALLEST = 1e-12;
/** Added to the distance of a particle to itself. */
const FAR = 1e12;

/**
 * [B], differential entropy in nats of the distribution that particles were drawn from, by how close their nearest
 * neighbours are: H ≈ ψ(m + 1) − ψ(1) + log c_A + A ⟨log ε⟩ with m candidates, the distance ε to the nearest and the
 * volume c_A of the unit ball (Kozachenko and Leonenko 1987; Kraskov, Stögbauer and Grassberger 2004,
 * arXiv:cond-mat/0305641, eq. 20). Biased upwards where the density varies within ε.
 *
 * @param squaredDistance_JIB - [J, I, B] between two sets drawn from the distribution, or within one
 * @param dimension - A
 */
export function nearestNeighbourEntropy(
  squaredDistance_JIB: tf.Tensor,
  dimension: number,
  withinOneSet: boolean,
): tf.Tensor {
  const candidates = squaredDistance_JIB.shape[0] - (withinOneSet ? 1 : 0);
  const others_JIB = withinOneSet
    ? tf.add(squaredDistance_JIB, tf.expandDims(tf.mul(tf.eye(squaredDistance_JIB.shape[0]), FAR), 2))
    : squaredDistance_JIB;
  const nearest_IB = tf.maximum(tf.min(others_JIB, 0), SMALLEST);
  const logDistance_B = tf.mul(0.5, tf.mean(tf.log(nearest_IB), 0));
  return tf.add(tf.mul(dimension, logDistance_B), harmonic(candidates) + logUnitBall(dimension));
}

/** ψ(n + 1) − ψ(1). */
function harmonic(n: number): number {
  let sum = 0;
  for (let k = 1; k <= n; k++) sum += 1 / k;
  return sum;
}

/** log of the volume of the unit ball, from c_A = 2π/A · c_{A−2}, c_0 = 1, c_1 = 2. */
function logUnitBall(dimension: number): number {
  if (dimension <= 1) return dimension * Math.LN2;
  return Math.log((2 * Math.PI) / dimension) + logUnitBall(dimension - 2);
}
