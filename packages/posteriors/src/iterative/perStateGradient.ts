import * as tf from '@tensorflow/tfjs-core';
import { detach, type GaussianParameters } from '@vem/framework';

/** J at each state, and its gradient by the Gaussian's parameters there; none of it with a gradient of its own. */
export interface Ascent {
  /** [B], J_s(λ). */
  readonly objective_B: tf.Tensor;
  /** [B, A] each: ∂J_s/∂μ and ∂J_s/∂log σ. */
  readonly gradient: GaussianParameters;
}

/**
 * The gradient of each state's own objective by its own parameters. It is that of the sum over states: of a mean, it would be
 * smaller the more states there are, another one while acting (B = 1) than while learning.
 *
 * @param objective - J_s, [B], at parameters [B, A] each
 */
export function perStateGradient(
  parameters: GaussianParameters,
  objective: (parameters: GaussianParameters) => tf.Tensor,
): Ascent {
  const { mean_BA, logStd_BA } = parameters;
  const ofStates = tf.valueAndGrads((mean: tf.Tensor, logStd: tf.Tensor) =>
    objective({ mean_BA: mean, logStd_BA: logStd }),
  );
  const { value, grads } = ofStates([detach(mean_BA), detach(logStd_BA)], tf.ones([mean_BA.shape[0]!]));
  const [byMean_BA, byLogStd_BA] = grads;
  return {
    objective_B: detach(value),
    gradient: { mean_BA: detach(byMean_BA), logStd_BA: detach(byLogStd_BA) },
  };
}

/**
 * [B], J_s at parameters that a network gave: its value, and as its gradient by them the one that was already found, so that the
 * objective is not differentiated a second time.
 */
export function linearised({ objective_B, gradient }: Ascent, parameters: GaussianParameters): tf.Tensor {
  const moved = (slope_BA: tf.Tensor, x_BA: tf.Tensor) => tf.sum(tf.mul(slope_BA, tf.sub(x_BA, detach(x_BA))), -1);
  return tf.add(
    objective_B,
    tf.add(moved(gradient.mean_BA, parameters.mean_BA), moved(gradient.logStd_BA, parameters.logStd_BA)),
  );
}
