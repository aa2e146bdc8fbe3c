import * as tf from '@tensorflow/tfjs-core';
import { averageOverRows, type Belief, closedEntropy, type StepContext } from '@vem/framework';
import { z } from 'zod';
import * as errors from './estimatorErrors.js';

/** The option of estimators that score recorded actions: which divergence α weighs. */
export const costs = z
  .enum(['entropy', 'priorKl', 'none'])
  .default('entropy')
  .describe(
    'the divergence that α weighs. `entropy`: KL(π ‖ counting measure) = −H(π), the entropy bonus (of Gaussians before the squash), whatever the prior; `priorKl`: KL(π ‖ p), in closed form; `none`: nothing is paid here, because returns that pay the sampled log(π/p) of the same step have its gradient already, or because nobody is to pay',
  );

export type Costs = z.output<typeof costs>;

/** What the costs need of other slots: where an estimator pays the divergence of the present step, returns must not have. */
export const costRequirements = (kind: Costs): readonly ('prior.density' | 'returns.costFree')[] => [
  ...(kind === 'priorKl' ? (['prior.density'] as const) : []),
  ...(kind === 'none' ? [] : (['returns.costFree'] as const)),
];

/** What estimators with such costs do not provide. */
export const withoutCost = (kind: Costs): readonly 'ownCost'[] => (kind === 'none' ? ['ownCost'] : []);

/** [B], in nats. @throws VEM_ENTROPY_UNKNOWN */
export function entropyOf(belief: Belief): tf.Tensor {
  const entropy_B = closedEntropy(belief);
  if (!entropy_B) throw errors.entropyUnknown(belief.spaces);
  return entropy_B;
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
  if (kind === 'none') return { cost_B: tf.zerosLike(entropy_B), evidence: { entropy } };
  if (kind === 'entropy') return { cost_B: tf.neg(tf.mul(alpha, entropy_B)), evidence: { entropy } };
  const kl_B = belief.klTo?.(step.prior.at(observation_BO, 'target'));
  if (!kl_B) throw errors.divergenceUnknown('costs', 'priorKl', 'entropy');
  return { cost_B: tf.mul(alpha, kl_B), evidence: { entropy, kl: averageOverRows(step.batch, kl_B) } };
}
