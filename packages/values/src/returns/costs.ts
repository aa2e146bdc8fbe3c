import * as tf from '@tensorflow/tfjs-core';
import { closedEntropy, logRatio, type Rollout, recordedSample, type StepContext } from '@vem/framework';
import { z } from 'zod';
import * as errors from './returnsErrors.js';

/** The option of returns along roll-outs: which divergence each step's reward pays, so that values have those of later steps in them. */
export const regularised = z
  .enum(['none', 'entropy', 'priorKl', 'sampledKl'])
  .describe(
    'what each reward pays, times α: `entropy`, −H(π), and `priorKl`, KL(π ‖ p), in closed form at the step’s state, whose gradient at the present step the E-step pays, as in Schulman et al. 2017, arXiv:1704.06440, section 3; `sampledKl`, log π(a|s) − log p(a|s) of the action that was taken, which brings that gradient along; `none`: nothing',
  );

export type Regularised = z.output<typeof regularised>;

/**
 * What paying needs of other slots. In closed form a divergence does not depend on the action, so that its gradient at the present step
 * is missing from the score; by samples it is there already, and paying it once more would count it twice.
 */
export function costRequirements(kind: Regularised) {
  if (kind === 'none') return [];
  if (kind === 'entropy') return ['gradientEstimator.ownCost'] as const;
  if (kind === 'priorKl') return ['gradientEstimator.ownCost', 'prior.density'] as const;
  return ['posterior.logProb', 'prior.density', 'behaviour.actsByPosterior', 'behaviour.preSquash'] as const;
}

/** Advantages with a sampled cost of their own step in them are not free of it. */
export const withoutCostFree = (kind: Regularised): readonly 'costFree'[] => (kind === 'sampledKl' ? ['costFree'] : []);

/** [B], nats, at each row of a roll-out; undefined where nothing is paid. @throws VEM_ENTROPY_UNKNOWN, VEM_DIVERGENCE_UNKNOWN */
export function divergenceOf(step: StepContext, rollout: Rollout, kind: Regularised): tf.Tensor | undefined {
  if (kind === 'none') return undefined;
  const belief = step.posterior.infer(rollout.observation_BO, 'target');
  if (kind === 'entropy') {
    const entropy_B = closedEntropy(belief);
    if (!entropy_B) throw errors.entropyUnknown(belief.spaces);
    return tf.neg(entropy_B);
  }
  const prior = step.prior.at(rollout.observation_BO, 'target');
  if (kind === 'priorKl') {
    const kl_B = belief.klTo?.(prior);
    if (!kl_B) throw errors.divergenceUnknown();
    return kl_B;
  }
  return tf.squeeze(logRatio(belief, prior, recordedSample({ batch: rollout })), [0]);
}

/** [B], the roll-out's rewards less what each step pays. */
export function paidRewards(step: StepContext, rollout: Rollout, kind: Regularised): tf.Tensor {
  const reward_B = step.likelihood.reward(rollout);
  const divergence_B = divergenceOf(step, rollout, kind);
  return divergence_B ? tf.sub(reward_B, tf.mul(step.temperature.alpha(), divergence_B)) : reward_B;
}
