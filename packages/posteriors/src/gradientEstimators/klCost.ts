import * as tf from '@tensorflow/tfjs-core';
import { averageOverRows, type Belief, categoricalEntropy, enumerationOf, type StepContext } from '@vem/framework';
import { z } from 'zod';
import * as errors from './estimatorErrors.js';

const HALF_LOG_2_PI_E = 0.5 * Math.log(2 * Math.PI * Math.E);

/** The option of estimators that score recorded actions: which divergence α weighs. */
export const costs = z
  .enum(['entropy', 'priorKl'])
  .default('entropy')
  .describe(
    'the divergence that α weighs. `entropy`: KL(π ‖ counting measure) = −H(π), the entropy bonus (of Gaussians before the squash), whatever the prior; `priorKl`: KL(π ‖ p), in closed form',
  );

export type Costs = z.output<typeof costs>;

/** What the costs need besides the gradient. */
export const costRequirements = (kind: Costs): readonly 'prior.density'[] =>
  kind === 'priorKl' ? ['prior.density'] : [];

/**
 * [B], entropy in nats, in closed form: of finite probabilities, or of a Gaussian before the squash.
 *
 * @throws VEM_ENTROPY_UNKNOWN of other densities
 */
export function entropyOf(belief: Belief): tf.Tensor {
  if (belief.enumerate) return categoricalEntropy(enumerationOf(belief));
  if (!belief.gaussian) throw errors.entropyUnknown(belief.spaces);
  return tf.sum(tf.add(belief.gaussian.logStd_BA, HALF_LOG_2_PI_E), -1);
}

export interface KlCost {
  /** [B], α times the divergence; what an E-step pays at each state. */
  readonly cost_B: tf.Tensor;
  /** Scalars, means over the batch, for temperatures and the log. */
  readonly evidence: Readonly<Record<string, tf.Tensor>>;
}

/** The divergence of the belief at the batch's states. @throws VEM_ENTROPY_UNKNOWN, VEM_DIVERGENCE_UNKNOWN */
export function klCost(step: StepContext, kind: Costs, belief: Belief, observation_BO: tf.Tensor): KlCost {
  const alpha = step.temperature.alpha();
  const entropy_B = entropyOf(belief);
  const entropy = averageOverRows(step.batch, entropy_B);
  if (kind === 'entropy') return { cost_B: tf.neg(tf.mul(alpha, entropy_B)), evidence: { entropy } };
  const kl_B = belief.klTo?.(step.prior.at(observation_BO, 'target'));
  if (!kl_B) throw errors.divergenceUnknown('costs', 'priorKl', 'entropy');
  return { cost_B: tf.mul(alpha, kl_B), evidence: { entropy, kl: averageOverRows(step.batch, kl_B) } };
}
