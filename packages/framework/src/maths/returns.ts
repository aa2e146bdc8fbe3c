import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@vem/compiler';
import { assertShapes } from './assertShape.js';
import { reverseScan, windowScan } from './reverseScan.js';

/** T steps of N environments, in order of time. All [T, N]. What is made of it are targets: nothing has a gradient. */
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
export const goesOn = ({ terminated_TN, truncated_TN }: Course): tf.Tensor =>
  detach(tf.sub(1, tf.maximum(terminated_TN, truncated_TN)));

/** [T, N], δ_t = r_t + γ (1 − terminated) V(s_{t+1}) − V(s_t). */
export function temporalDifferences(course: Course, discount: number): tf.Tensor {
  assertCourse(course);
  const { reward_TN, value_TN, nextValue_TN, terminated_TN } = course;
  const continues_TN = tf.mul(discount, tf.sub(1, terminated_TN));
  return detach(tf.sub(tf.add(reward_TN, tf.mul(continues_TN, nextValue_TN)), value_TN));
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
  return tf.add(detach(course.value_TN), generalisedAdvantages(course, decay));
}

/**
 * [T, N], n-step returns Σ_{k<m} γ^k r_{t+k} + γ^m V(s_{t+m}), m = n or fewer where the episode or the recording ends
 * before.
 */
export function nStepReturns(course: Course, discount: number, steps: number): tf.Tensor {
  const on_TN = tf.mul(discount, goesOn(course));
  return tf.add(detach(course.value_TN), windowScan(temporalDifferences(course, discount), on_TN, steps));
}
