import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import type { EnvironmentFactory } from '../environment/environment.js';
import type { Stateful } from '../state/stateful.js';
import type { Behaviour } from './behaviour.js';
import type { DataColumn, DataSource } from './data.js';
import type { ActionSample, Belief, Density } from './density.js';
import type {
  BootstrapHost,
  HostContext,
  HostOutcome,
  ModelHost,
  PriorHost,
  TemperatureHost,
  ValueEstimatorHost,
} from './host.js';
import type { Optimiser } from './optimiser.js';
import type { Rollout } from './rollout.js';
import type { Schedule } from './schedule.js';
import type { Batch, Copy, PhaseOutcome, StepContext } from './step.js';

/**
 * A slot whose plugin takes part in tensor programs. `program` is called once per recording, with the slot's context.
 *
 * @typeParam H - what it offers to phases that run on the host
 */
export interface ProgramSlot<P extends object, H extends object = object> extends Partial<Stateful> {
  program(step: StepContext): P;
  /** Its side on the host, in float64, for plugins that provide `host`. Called once per run. */
  host?(context: HostContext): H;
  /**
   * Does the work of the slot's phase on the host, instead of the program's `loss`: exact and tabular solutions, inner
   * loops to convergence, rules that are no gradient. Such a phase is an optimiser step of its own in the schedule.
   */
  solve?(context: HostContext): HostOutcome;
  /** Numbers that change over time and enter programs as `step.scalar(name)`. Pure: no state besides the arguments. */
  scalars?(progress: Progress): Readonly<Record<string, number>>;
  /**
   * Asked at every report, with the means of this slot's metrics by name: sentences about what is going wrong. Each is
   * logged once per run.
   */
  warnings?(metrics: Readonly<Record<string, number>>): readonly string[];
}

/** How far the run is. */
export interface Progress {
  readonly envSteps: number;
  readonly updates: number;
  /** Of the environment steps asked for, 0 … 1. */
  readonly fraction: number;
}

/** p(a | s): what the posterior is measured against. */
export interface PriorProgram {
  at(observation_BO: Tensor, copy?: Copy): Density;
}

/** Why a belief is asked for: to learn from, to form a value target, to explore, or to show what was learned. */
export type Purpose = 'train' | 'target' | 'act' | 'assess';

/** π(a | s, O), the outcome of the E-step. */
export interface PosteriorProgram {
  infer(observation_BO: Tensor, purpose: Purpose, copy?: Copy): Belief;
  /** One E-step on the batch. A posterior without parameters has no losses but may publish results. */
  loss(): PhaseOutcome;
}

/** log p(O | s, a) = r / α: maps recorded rewards to log-likelihood in units of the temperature. */
export interface LikelihoodProgram {
  /** [B], the reward whose exponential (divided by α) is the likelihood. */
  reward(batch: Batch): Tensor;
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
  loss(): PhaseOutcome;
}

/** The regression target of the value estimator: who acts next, by which operator, regularised or not. */
export interface BootstrapProgram {
  /** [B], without gradient. */
  target(): Tensor;
  /**
   * Looks along a whole roll-out, before rows of it are handed out: the columns under `annotations`, [T·N] or [T·N, size]
   * each, in the order of its rows.
   */
  annotate?(rollout: Rollout): Tensors;
}

/** The value in the `bootstrap` slot. */
export interface Bootstrap extends ProgramSlot<BootstrapProgram, BootstrapHost> {
  /** Columns that `annotate` adds to the rows of roll-outs, e.g. `advantage` and `return`. */
  readonly annotations?: readonly DataColumn[];
}

/** How a gradient of the per-state objective J_s(π) = E_π[Q] − α KL(π‖p) reaches the posterior's parameters. */
export interface GradientEstimatorProgram {
  /**
   * Scalar surrogate to *descend* on, mean over states, with what it saw. Estimators that provide `anyState` answer for
   * whatever states, while acting too; others score the batch's recorded actions, at the batch's states only.
   */
  surrogate(belief: Belief, observation_BO: Tensor): Surrogate;
}

export interface Surrogate {
  readonly loss: Tensor;
  readonly results: Readonly<Record<string, Tensor>>;
  readonly metrics: Readonly<Record<string, Tensor>>;
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
  /** Penalty on moving a density, with the losses of its own multipliers. */
  penalty(previous: Density, current: Density): { readonly loss: Tensor } & PhaseOutcome;
  /** What an optimiser is to keep instead, for regions that provide `constraint`: a scalar, no more than `bound`. */
  constraint?(previous: Density, current: Density): { readonly value: Tensor; readonly bound: number };
}

export interface ModelProgram {
  /**
   * One imagined step from [B, O] under [B, A], while learning or acting: `continue_B` is the probability that the
   * episode goes on. Randomness comes from the slot's own noise. Absent in models that are tables on the host.
   */
  step?(
    observation_BO: Tensor,
    action_BA: Tensor,
  ): { readonly next_BO: Tensor; readonly reward_B: Tensor; readonly continue_B: Tensor };
  loss(): PhaseOutcome;
}

/** The other slots, as seen from inside a program. */
export interface SlotPrograms {
  readonly prior: PriorProgram;
  readonly posterior: PosteriorProgram;
  readonly likelihood: LikelihoodProgram;
  readonly valueEstimator: ValueEstimatorProgram;
  readonly bootstrap: BootstrapProgram;
  readonly gradientEstimator: GradientEstimatorProgram;
  readonly temperature: TemperatureProgram;
  readonly mStep: MStepProgram;
  readonly trustRegion: TrustRegionProgram;
  readonly model: ModelProgram;
}

/** Every slot and the type of the value in it. An algorithm is one value per slot. */
export interface Slots {
  environment: EnvironmentFactory;
  prior: ProgramSlot<PriorProgram, PriorHost>;
  posterior: ProgramSlot<PosteriorProgram>;
  likelihood: ProgramSlot<LikelihoodProgram>;
  valueEstimator: ProgramSlot<ValueEstimatorProgram, ValueEstimatorHost>;
  bootstrap: Bootstrap;
  gradientEstimator: ProgramSlot<GradientEstimatorProgram>;
  temperature: ProgramSlot<TemperatureProgram, TemperatureHost>;
  mStep: ProgramSlot<MStepProgram>;
  trustRegion: ProgramSlot<TrustRegionProgram>;
  model: ProgramSlot<ModelProgram, ModelHost>;
  behaviour: Behaviour;
  data: DataSource;
  optimiser: Optimiser;
  schedule: Schedule;
}

export type SlotName = keyof Slots;

/** The values of a composed run's slots; optional slots may be empty. */
export type SlotValues = { readonly [S in keyof Slots]?: Slots[S] | undefined } & {
  readonly [S in 'environment' | 'behaviour' | 'data' | 'optimiser' | 'schedule']: Slots[S];
};
