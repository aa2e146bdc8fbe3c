import type { GaussianMarginal } from '../linear/marginals.js';
import type {
  ConditionedNoise,
  GaussianPrior,
  LinearGaussianPolicy,
  QuadraticActionValue,
  QuadraticValue,
} from '../linear/quadratic.js';
import type { LinearSystem } from '../linear/system.js';
import type { Stream } from '../random/stream.js';
import type { TransitionTables } from '../tables/tables.js';
import type { Copy, Phase } from './outcome.js';
import type { Progress } from './progress.js';

/** p(a | s) as numbers. */
export interface PriorHost {
  /** [S, A], log p of finite actions; a potential where the density is one. Read it only. */
  logProb(states: number): Float64Array;
  /** Of priors that provide `linear`: Gaussian around 0, or flat, in box units. */
  gaussian?(): GaussianPrior;
}

/** π(a | s, O) as numbers. */
export interface PosteriorHost {
  /** T, steps until the end, each of which it tells apart; undefined: it does not depend on time. */
  readonly horizon: number | undefined;
  /** [S, A], log π at a step of the episode, 0 unless said. Read it only. */
  logProb(step?: number): Float64Array;
  /** Of posteriors that provide `linear`, instead of tables. */
  readonly gaussian?: {
    policy(step?: number): LinearGaussianPolicy;
    /** Of so many first steps. */
    marginals(steps: number): readonly GaussianMarginal[];
  };
  /** Of posteriors that pass messages forward: marginals of the trajectory posterior, by step. */
  marginals?(): readonly Marginals[];
}

/** p(s_t | O) and p(s_t, a_t | O) of one step t; they sum to what has not ended by then. */
export interface Marginals {
  /** [S]; of terminal states, what has just ended there. */
  readonly state_S: Float64Array;
  /** [S, A] */
  readonly pair_SA: Float64Array;
}

/** The likelihood as numbers. */
export interface LikelihoodHost {
  /** [E], rewards of the outcomes in the model's tables. Read it only. */
  rewards(): Float64Array;
  /** What a recorded reward becomes. */
  reward(recorded: number): number;
}

/** The value estimate as numbers. */
export interface ValueEstimatorHost {
  /** Of value estimators that provide `linear`, instead of tables. */
  readonly quadratic?: QuadraticHost;
  /** T, steps until the end, each of which it tells apart; undefined: it does not depend on time. */
  readonly horizon: number | undefined;
  /** [S, A], Q at a step of the episode, 0 unless said. Read it only. */
  values(step?: number): Float64Array;
  /** [S], V at a step of the episode, 0 unless said; 0 of terminal states. Read it only. */
  worth(step?: number): Float64Array;
}

/** The value estimate of a linear system, in box units. */
export interface QuadraticHost {
  /** As of `ValueEstimatorHost`. */
  readonly horizon: number | undefined;
  actionValue(step?: number): QuadraticActionValue;
  value(step?: number): QuadraticValue;
}

/** The host's side of `ReturnsProgram`. */
export interface ReturnsHost {
  /** γ: what a visit one step later counts, beyond what `chance` leaves of it. */
  readonly discount: number;
  /** Writes Q [S, A] in one state's row, from V [S]: reward, and what the next states are worth. */
  backup(state: number, value_S: Float64Array, q_SA: Float64Array): void;
  /** Chance as these returns take it: [E], probability of each outcome under V [S]; undefined: as the tables say. */
  chance?(value_S: Float64Array): Float64Array | undefined;
  /** Of a transition: its reward, and what the state after it is worth, unless it ended the episode. */
  target(reward: number, worth: number, terminated: boolean): number;
  /** Of returns that provide `linear`: the same of a linear system. */
  quadratic?(value: QuadraticValue): QuadraticActionValue;
  /** Chance of a linear system as these returns take it, where the next state is worth `value`; absent: as it is. */
  linearChance?(value: QuadraticValue): ConditionedNoise;
}

/** The host's side of `BootstrapProgram`. */
export interface BootstrapHost {
  /** From Q [S, A]: what one state is worth under the next actor, KL costs included where they count. */
  value(state: number, q_SA: Float64Array): number;
  /** Of bootstraps that provide `linear`: the same of a linear system, with who acts there. */
  quadratic?(q: QuadraticActionValue): { readonly value: QuadraticValue; readonly policy: LinearGaussianPolicy };
}

export interface TemperatureHost {
  /** α > 0, in reward units. */
  alpha(): number;
}

/** The model as numbers. */
export interface ModelHost {
  /** @throws VEM_MODEL_NOT_DECLARED of models that are no tables */
  tables(): TransitionTables;
  /** Of models that provide `linear`; actions in box units. */
  linear?(): LinearSystem;
}

/** The other slots' host sides, as seen while a phase runs on the host. */
export interface HostSlots {
  readonly prior: PriorHost;
  readonly posterior: PosteriorHost;
  readonly likelihood: LikelihoodHost;
  readonly valueEstimator: ValueEstimatorHost;
  readonly bootstrap: BootstrapHost;
  readonly returns: ReturnsHost;
  readonly temperature: TemperatureHost;
  readonly model: ModelHost;
}

/**
 * What a slot's host side and its host phase work with: arrays and numbers instead of tensors. Made once per run; what
 * its members give is current at each call.
 */
export interface HostContext extends HostSlots {
  readonly progress: Progress;
  /** This slot's own random numbers on the host. */
  readonly stream: Stream;
  /** The batch of this update, [B, size] per column, as the data source filled it. */
  readonly batch: Readonly<Record<string, Float32Array>>;
  /** A parameter group's own memory, by tensor name: what is written here is what programs read from then on. */
  parameters(group: string, copy?: Copy): Readonly<Record<string, Float32Array>>;
  /** Grows with every change of a parameter group: what was made of its numbers is good until then. */
  version(group: string): number;
  /** What an earlier step of this update published, flat. */
  result(phase: Phase, name: string): Float32Array | undefined;
}

/** What a phase on the host leaves. */
export interface HostOutcome {
  /** Numbers for the log, by name. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Whether an entry of the schedule with `until: 'stop'` is at its end. */
  readonly stop?: boolean;
}
