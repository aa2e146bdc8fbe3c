import * as tf from '@tensorflow/tfjs-core';
import {
  type Belief,
  type Copy,
  definePlugin,
  detach,
  type GaussianParameters,
  gaussianDensity,
  gaussianKl,
  type OfferedStep,
  type Purpose,
} from '@vem/framework';
import { z } from 'zod';

/** What it needs of the other slots. */
type Step = OfferedStep<'prior.gaussian' | 'valueEstimator.q'>;

interface Inferred {
  readonly belief: Belief;
  /** [B] each: E_π[Q] and KL(π ‖ p). */
  readonly q_B: tf.Tensor;
  readonly kl_B: tf.Tensor;
}

/** Q(s, a) = value_B + Σ_i slope_i (a_i − m_i) − ½ curvature_i (a_i − m_i)², around the prior's mean m. */
interface Quadratic {
  readonly value_B: tf.Tensor;
  readonly slope_BA: tf.Tensor;
  readonly curvature_BA: tf.Tensor;
}

/** From values and gradients one standard deviation to either side of the prior's mean: exact for such a Q. */
function quadraticAround(
  step: Step,
  observation_BO: tf.Tensor,
  { mean_BA, logStd_BA }: GaussianParameters,
  [copy, purpose]: readonly [Copy, Purpose],
): Quadratic {
  const std_BA = tf.exp(logStd_BA);
  const points_SBA = detach(tf.stack([tf.add(mean_BA, std_BA), tf.sub(mean_BA, std_BA)]));
  const reader = purpose === 'target' ? 'target' : 'eStep';
  const valueAt = (x_SBA: tf.Tensor) =>
    step.valueEstimator.q(observation_BO, { action_SBA: x_SBA, preSquash_SBA: x_SBA }, copy, reader);
  const [samples, rows] = points_SBA.shape;
  const { value, grad } = tf.valueAndGrad(valueAt)(points_SBA, tf.fill([samples, rows!], 1));
  const [above_BA, below_BA] = tf.unstack(detach(grad));
  const curvature_BA = tf.div(tf.sub(below_BA, above_BA), tf.mul(2, std_BA));
  return {
    value_B: tf.add(tf.mean(detach(value), 0), tf.sum(tf.mul(0.5, tf.mul(curvature_BA, tf.square(std_BA))), -1)),
    slope_BA: tf.mul(0.5, tf.add(above_BA, below_BA)),
    curvature_BA,
  };
}

/** π ∝ p exp(Q/α): precisions add up, and the mean moves along the slope. */
function infer(step: Step, observation_BO: tf.Tensor, purpose: Purpose, copy: Copy): Inferred {
  const prior = step.prior.at(observation_BO, 'target').gaussian;
  const alpha = step.temperature.alpha();
  const { value_B, slope_BA, curvature_BA } = quadraticAround(step, observation_BO, prior, [copy, purpose]);
  const precision_BA = tf.add(tf.exp(tf.mul(-2, prior.logStd_BA)), tf.div(curvature_BA, alpha));
  const shift_BA = tf.div(slope_BA, tf.mul(alpha, precision_BA));
  const parameters = {
    mean_BA: tf.add(prior.mean_BA, shift_BA),
    logStd_BA: tf.mul(-0.5, tf.log(precision_BA)),
  };
  const secondMoment_BA = tf.add(tf.square(shift_BA), tf.reciprocal(precision_BA));
  const gain_BA = tf.sub(tf.mul(slope_BA, shift_BA), tf.mul(0.5, tf.mul(curvature_BA, secondMoment_BA)));
  return {
    belief: gaussianDensity(parameters, 'identity', step.noise),
    q_B: tf.add(value_B, tf.sum(gain_BA, -1)),
    kl_B: gaussianKl(parameters, prior),
  };
}

/**
 * The posterior that maximises E_π[Q] − α KL(π‖p) for a Gaussian prior and a Q that is quadratic in each dimension of the
 * action, without products between dimensions: a Gaussian, in closed form. For problems whose answer is known, as the
 * linear-quadratic ones with one action. The prior must not be squashed.
 */
export const exactGaussian = definePlugin({
  slot: 'posterior',
  name: 'exact-gaussian',
  description: 'The Gaussian ∝ prior · exp(Q/α), for values that are quadratic in the action, without a network',
  source: {
    title: 'Levine 2018, Reinforcement Learning and Control as Probabilistic Inference',
    arxiv: '1805.00909',
  },
  config: z.strictObject({
    values: z
      .enum(['online', 'target'])
      .default('online')
      .describe('copy of the value estimator behind beliefs, but for those that value targets are formed with'),
  }),
  provides: ['sample', 'logProb', 'mode', 'gaussian', 'space:u', 'space:box'],
  requires: ['environment.box', 'prior.gaussian', 'valueEstimator.q', 'valueEstimator.actionGradient'],
  inject: [],
  create: ({ values }) => ({
    program: (step) => ({
      infer: (observation_BO, purpose, copy = purpose === 'target' ? 'target' : values) =>
        infer(step, observation_BO, purpose, copy).belief,
      loss: () => {
        const { belief, q_B, kl_B } = infer(step, step.batch.observation_BO, 'train', values);
        const kl = tf.mean(kl_B);
        const objective = tf.mean(tf.sub(q_B, tf.mul(step.temperature.alpha(), kl_B)));
        return { losses: [], belief, results: { kl }, metrics: { objective, q: tf.mean(q_B), kl } };
      },
    }),
  }),
});
