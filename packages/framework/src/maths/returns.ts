import * as tf from '@tensorflow/tfjs-core';
import { assertShapes } from './assertShape.js';
import { later, reverseScan, windowScan } from './reverseScan.js';

/** T steps of N environments, in order of time. All [T, N]. */
export interface Course {
  readonly reward_TN: tf.Tensor;
  /** V(s_t) */
  readonly value_TN: tf.Tensor;
  /** V of the state that step t led to: of the final observation where the episode ended there. */
  readonly nextValue_TN: tf.Tensor;
  /** 1 where nothing follows by the environment's own rule. */
  readonly terminated_TN: tf.Tensor;
  /** 1 where a time limit cut the episode: its future is worth `nextValue_TN`, but the next row starts another one. */
  readonly truncated_TN: tf.Tensor;
}

/** γ and λ, both 0 … 1. */
export interface Decay {
  readonly discount: number;
  readonly lambda: number;
}

function assertCourse(course: Course): void {
  assertShapes(Object.fromEntries(Object.entries(course).map(([name, tensor]) => [name, [tensor, ['T', 'N']]])));
}

/** [T, N], 1 where the next row goes on with the same episode. */
const goesOn = ({ terminated_TN, truncated_TN }: Course): tf.Tensor =>
  tf.sub(1, tf.maximum(terminated_TN, truncated_TN));

/** [T, N], δ_t = r_t + γ (1 − terminated) V(s_{t+1}) − V(s_t). */
export function temporalDifferences(course: Course, discount: number): tf.Tensor {
  assertCourse(course);
  const { reward_TN, value_TN, nextValue_TN, terminated_TN } = course;
  const continues_TN = tf.mul(discount, tf.sub(1, terminated_TN));
  return tf.sub(tf.add(reward_TN, tf.mul(continues_TN, nextValue_TN)), value_TN);
}

/**
 * [T, N], generalised advantages Â_t = Σ_l (γλ)^l δ_{t+l}, Schulman et al. 2016, arXiv:1506.02438, eq. 16. The sum ends with
 * the episode and at the cut; both are bootstrapped from the value of the state that was reached, unless it is terminal.
 */
export function generalisedAdvantages(course: Course, { discount, lambda }: Decay): tf.Tensor {
  return reverseScan(temporalDifferences(course, discount), tf.mul(discount * lambda, goesOn(course)));
}

/** [T, N], λ-returns G_t = V(s_t) + Â_t: the targets of TD(λ), Sutton and Barto 2018, eq. 12.18. λ = 1: Monte Carlo. */
export function lambdaReturns(course: Course, decay: Decay): tf.Tensor {
  return tf.add(course.value_TN, generalisedAdvantages(course, decay));
}

/**
 * [T, N], n-step returns Σ_{k<m} γ^k r_{t+k} + γ^m V(s_{t+m}), m = n or fewer where the episode or the recording ends
 * before.
 */
export function nStepReturns(course: Course, discount: number, steps: number): tf.Tensor {
  const on_TN = tf.mul(discount, goesOn(course));
  return tf.add(course.value_TN, windowScan(temporalDifferences(course, discount), on_TN, steps));
}

/** Largest ratios that count: ρ̄ in the differences, c̄ along time. */
export interface Truncation {
  readonly rhoBar: number;
  readonly cBar: number;
}

/**
 * V-trace, Espeholt et al. 2018, arXiv:1802.01561, eq. 1: v_t = V(s_t) + Σ_k γ^k (Π_{i<k} c_i) ρ_k δ_k, ρ = min(ρ̄, π/μ),
 * c = λ min(c̄, π/μ); and the advantages of its policy gradient, ρ_t (r_t + γ v_{t+1} − V(s_t)).
 *
 * @param logRatio_TN - log π(a|s) − log μ(a|s), without gradient; clipped to ±20 before the exponential
 */
export function vTrace(
  course: Course,
  logRatio_TN: tf.Tensor,
  { discount, lambda }: Decay,
  { rhoBar, cBar }: Truncation,
): { readonly value_TN: tf.Tensor; readonly advantage_TN: tf.Tensor } {
  assertShapes({ logRatio_TN: [logRatio_TN, course.value_TN.shape] });
  const ratio_TN = tf.exp(tf.clipByValue(logRatio_TN, -20, 20));
  const rho_TN = tf.minimum(ratio_TN, rhoBar);
  const trace_TN = tf.mul(lambda, tf.minimum(ratio_TN, cBar));
  const delta_TN = tf.mul(rho_TN, temporalDifferences(course, discount));
  const on_TN = goesOn(course);
  const correction_TN = reverseScan(delta_TN, tf.mul(tf.mul(discount, trace_TN), on_TN));
  // v_{t+1} is V of the state that was reached, corrected where the next row is that very state.
  const reached_TN = tf.add(course.nextValue_TN, tf.mul(on_TN, later(correction_TN, 1)));
  const continues_TN = tf.mul(discount, tf.sub(1, course.terminated_TN));
  const target_TN = tf.add(course.reward_TN, tf.mul(continues_TN, reached_TN));
  return {
    value_TN: tf.add(course.value_TN, correction_TN),
    advantage_TN: tf.mul(rho_TN, tf.sub(target_TN, course.value_TN)),
  };
}
