import * as tf from '@tensorflow/tfjs-core';
import { detach } from '@vem/compiler';
import { assertShapes } from './assertShape.js';
import { truncatedRatio } from './ratios.js';
import { type Course, type Decay, goesOn, temporalDifferences } from './returns.js';
import { later, reverseScan } from './reverseScan.js';

/** Largest ratios that count: ρ̄ in the differences, c̄ along time. */
export interface RatioBounds {
  readonly rhoBar: number;
  readonly cBar: number;
}

/**
 * V-trace, Espeholt et al. 2018, arXiv:1802.01561, eq. 1: v_t = V(s_t) + Σ_k γ^k (Π_{i<k} c_i) ρ_k δ_k, ρ = min(ρ̄, π/μ),
 * c = λ min(c̄, π/μ); and the advantages of its policy gradient, ρ_t (r_t + γ v_{t+1} − V(s_t)). Without gradient.
 *
 * @param logRatio_TN - log π(a|s) − log μ(a|s)
 */
export function vTrace(
  course: Course,
  logRatio_TN: tf.Tensor,
  { discount, lambda }: Decay,
  { rhoBar, cBar }: RatioBounds,
): { readonly value_TN: tf.Tensor; readonly advantage_TN: tf.Tensor } {
  assertShapes({ logRatio_TN: [logRatio_TN, course.value_TN.shape] });
  const rho_TN = truncatedRatio(logRatio_TN, rhoBar);
  const trace_TN = tf.mul(discount * lambda, truncatedRatio(logRatio_TN, cBar));
  const on_TN = goesOn(course);
  const delta_TN = tf.mul(rho_TN, temporalDifferences(course, discount));
  const correction_TN = reverseScan(delta_TN, tf.mul(trace_TN, on_TN));
  // v_{t+1} is V of the state that was reached, corrected where the next row is that very state.
  const reached_TN = tf.add(course.nextValue_TN, tf.mul(on_TN, later(correction_TN, 1)));
  const difference_TN = temporalDifferences({ ...course, nextValue_TN: reached_TN }, discount);
  return {
    value_TN: detach(tf.add(course.value_TN, correction_TN)),
    advantage_TN: detach(tf.mul(rho_TN, difference_TN)),
  };
}

/**
 * [T, N], Retrace(λ), Munos et al. 2016, arXiv:1606.02647, eq. 3: y_t = Q(s_t, a_t) + Σ_k γ^k (Π_{i=1..k} c_{t+i}) δ_{t+k},
 * c = λ min(1, π/μ), δ_t = r_t + γ E_π Q(s_{t+1}, ·) − Q(s_t, a_t). Without gradient.
 *
 * @param course - `value_TN` is Q(s_t, a_t) of the actions that were taken, `nextValue_TN` E_π Q(s_{t+1}, ·)
 * @param logRatio_TN - log π(a|s) − log μ(a|s)
 */
export function retrace(course: Course, logRatio_TN: tf.Tensor, { discount, lambda }: Decay): tf.Tensor {
  assertShapes({ logRatio_TN: [logRatio_TN, course.value_TN.shape] });
  // The action of step t itself is given: the trace begins with the next one.
  const trace_TN = tf.mul(discount * lambda, later(truncatedRatio(logRatio_TN, 1), 1));
  const correction_TN = reverseScan(temporalDifferences(course, discount), tf.mul(trace_TN, goesOn(course)));
  return detach(tf.add(course.value_TN, correction_TN));
}
