import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import type { Batch, Rollout } from './batch.js';
import type { ActionSample, Belief, Density } from './density.js';
import type { Copy, PhaseOutcome, Rows, Signals } from './outcome.js';

/** p(a | s): what the posterior is measured against. */
export interface PriorProgram {
  at(observation_BO: Tensor, copy?: Copy): Density;
}

/** Why a belief is asked for: to learn from, to form a value target, to explore, or to show what was learned. */
export type Purpose = 'train' | 'target' | 'act' | 'evaluate';

/** π(a | s, O), the outcome of the E-step. */
export interface PosteriorProgram {
  infer(observation_BO: Tensor, purpose: Purpose, copy?: Copy): Belief;
  /** One E-step on the batch. A posterior without parameters has no losses but may publish results. */
  loss(): PhaseOutcome;
}

/** log p(O | s, a) = r / α: maps recorded rewards to log-likelihood in units of the temperature. */
export interface LikelihoodProgram {
  /** [B], the reward whose exponential (divided by α) is the likelihood. @param rows - windows have rewards alone */
  reward(rows: Batch | Pick<Batch, 'reward_B'>): Tensor;
  /** Of likelihoods that are learned. */
  loss?(): PhaseOutcome;
}

/** Who reads the value: a target, the posterior's E-step, or a planner; ensembles may answer differently. */
export type Reader = 'target' | 'eStep' | 'planner';

export interface ValueEstimatorProgram {
  /** [S, B], value of sampled actions. */
  q?(observation_BO: Tensor, sample: ActionSample, copy: Copy, reader: Reader): Tensor;
  /** [B, A], values of all finite actions. */
  qAll?(observation_BO: Tensor, copy: Copy, reader: Reader): Tensor;
  /** [B] */
  v?(observation_BO: Tensor, copy: Copy): Tensor;
  /** A scalar, α > 0 in reward units, of estimators that find it together with their values. */
  temperature?(): Tensor;
  loss(): PhaseOutcome;
}

/** What a state is worth: who acts there, by which operator, regularised or not. How that is carried along time, returns say. */
export interface BootstrapProgram {
  /** [B], at any states; gradients of it are not used. */
  value(observation_BO: Tensor): Tensor;
}

/** How rewards and the worth of later states become what the value estimator is fitted to. */
export interface ReturnsProgram {
  /** [B], without gradient. */
  target(): Tensor;
  /**
   * Looks along a whole roll-out, before rows of it are handed out: the columns under `annotations`, [T·N] or [T, N] each, with
   * an axis for more numbers behind, in the order of its rows.
   */
  annotate?(rollout: Rollout): Tensors;
}

/** How a gradient of the per-state objective J_s(π) = E_π[Q] − α KL(π‖p) reaches the posterior's parameters. */
export interface GradientEstimatorProgram {
  /**
   * Scalar surrogate to *descend* on, with what it saw. Estimators that provide `anyState` answer for whatever states,
   * while acting too; others score the batch's recorded actions, at the batch's states only.
   */
  surrogate(belief: Belief, observation_BO: Tensor): Surrogate;
}

export interface Surrogate {
  readonly loss: Tensor;
  /** How the loss depends on the rows. */
  readonly rows: Rows;
  /** [B], each state's own share: their mean, by weight where rows have one, is `loss`. From estimators that provide `perState`. */
  readonly perState_B?: Tensor;
  /** A scalar, mean log π(a|s) of the recorded actions, from estimators that score them: optimisers may ask for it. */
  readonly logLikelihood?: Tensor;
  readonly results: Readonly<Record<string, Tensor>>;
  readonly metrics: Readonly<Record<string, Tensor>>;
  readonly signals?: Signals;
}

export interface TemperatureProgram {
  /** α > 0, a scalar in reward units. */
  alpha(): Tensor;
  loss(): PhaseOutcome;
}

export interface MStepProgram {
  loss(): PhaseOutcome;
}

export interface TrustRegionProgram {
  /** Whose moves it bounds: those of the prior in an M-step, or those of the posterior in an E-step. */
  readonly holds: 'prior' | 'posterior';
  /** Penalty on moving a density, with the losses of its own multipliers. */
  penalty(previous: Density, current: Density): { readonly loss: Tensor } & PhaseOutcome;
  /** What an optimiser is to keep instead, for regions that provide `constraint`: a scalar, no more than `bound`. */
  constraint?(previous: Density, current: Density): { readonly value: Tensor; readonly bound: number };
  /** What a phase of its own looks at: how far a whole roll-out has moved, for instance. */
  loss?(): PhaseOutcome;
}

/** What a model makes of B states and actions. */
export interface ImaginedStep {
  readonly next_BO: Tensor;
  readonly reward_B: Tensor;
  /** Probability that the episode goes on, 0 … 1. */
  readonly continue_B: Tensor;
  /** How far the states and actions lie outside of what the model was fitted to, where it can tell; 0 in its middle. */
  readonly distance_B?: Tensor;
}

export interface ModelProgram {
  /**
   * One imagined step from [B, O] under [B, A], while learning or acting: `continue_B` is the probability that the
   * episode goes on. Randomness comes from the slot's own noise. Absent in models that are tables on the host.
   */
  step?(observation_BO: Tensor, action_BA: Tensor): ImaginedStep;
  loss(): PhaseOutcome;
  /** Of models that are fitted in epochs: how well they do on rows held out, by results and metrics, without losses. */
  assess?(): PhaseOutcome;
}

/** How raw numbers reach every program: statistics that move between roll-outs, never within one. */
export interface NormaliserProgram {
  /** [B, O] → [B, O]; memory that a behaviour carries in the observation is left as it is. */
  observation(observation_BO: Tensor): Tensor;
  /** [B] → [B] */
  reward(reward_B: Tensor): Tensor;
}

/** The other slots, as seen from inside a program. */
export interface SlotPrograms {
  readonly prior: PriorProgram;
  readonly posterior: PosteriorProgram;
  readonly likelihood: LikelihoodProgram;
  readonly valueEstimator: ValueEstimatorProgram;
  readonly bootstrap: BootstrapProgram;
  readonly returns: ReturnsProgram;
  readonly gradientEstimator: GradientEstimatorProgram;
  readonly temperature: TemperatureProgram;
  readonly mStep: MStepProgram;
  readonly trustRegion: TrustRegionProgram;
  readonly model: ModelProgram;
}
