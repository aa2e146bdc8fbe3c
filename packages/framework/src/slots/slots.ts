import type { Tensor } from '@tensorflow/tfjs-core';
import type { EnvironmentFactory } from '../environment/environment.js';
import type { Behaviour } from './behaviour.js';
import type { DataSource } from './data.js';
import type { ActionSample, Belief, Density } from './density.js';
import type { Optimiser } from './optimiser.js';
import type { Schedule } from './schedule.js';
import type { Stateful } from './stateful.js';
import type { Batch, Copy, PhaseOutcome, StepContext } from './step.js';

/** A slot whose plugin takes part in tensor programs. `program` is called once per recording, with the slot's context. */
export interface ProgramSlot<P extends object> extends Partial<Stateful> {
  program(step: StepContext): P;
  /** Numbers that change over time and enter programs as `step.scalar(name)`. Pure: no state besides the arguments. */
  scalars?(progress: Progress): Readonly<Record<string, number>>;
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
  infer(observation_BO: Tensor, purpose: Purpose): Belief;
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
}

/** How a gradient of the per-state objective J_s(π) = E_π[Q] − α KL(π‖p) reaches the posterior's parameters. */
export interface GradientEstimatorProgram {
  /** Scalar surrogate to *descend* on, mean over states, with what it saw. */
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
}

export interface ModelProgram {
  /** One imagined step from [B, O] under [B, A]. */
  step(
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
  prior: ProgramSlot<PriorProgram>;
  posterior: ProgramSlot<PosteriorProgram>;
  likelihood: ProgramSlot<LikelihoodProgram>;
  valueEstimator: ProgramSlot<ValueEstimatorProgram>;
  bootstrap: ProgramSlot<BootstrapProgram>;
  gradientEstimator: ProgramSlot<GradientEstimatorProgram>;
  temperature: ProgramSlot<TemperatureProgram>;
  mStep: ProgramSlot<MStepProgram>;
  trustRegion: ProgramSlot<TrustRegionProgram>;
  model: ProgramSlot<ModelProgram>;
  behaviour: Behaviour;
  data: DataSource;
  optimiser: Optimiser;
  schedule: Schedule;
}

export type SlotName = keyof Slots;
