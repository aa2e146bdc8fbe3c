import type * as tf from '@tensorflow/tfjs-core';
import type { Density, Purpose, StepContext } from '@vem/framework';

/** Who proposes the actions of particles. */
export interface Proposer {
  /** The density of step k's action at the particles' states, [P·N, O]. */
  readonly at: (observation_RO: tf.Tensor, k: number) => Density;
  /** Whether weights count its density against the prior's; not where it is the prior's own, which cancels. */
  readonly counts: boolean;
}

export const byPosterior = (step: StepContext, purpose: Purpose): Proposer => ({
  at: (observation_RO) => step.posterior.infer(observation_RO, purpose),
  counts: true,
});

/** By the copy that lags. */
export const byPrior = (step: StepContext): Proposer => ({
  at: (observation_RO) => step.prior.at(observation_RO, 'target'),
  counts: false,
});
