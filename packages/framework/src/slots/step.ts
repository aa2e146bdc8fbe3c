import type { Tensor } from '@tensorflow/tfjs-core';
import type { Loss, Tensors } from '@vem/compiler';
import type { Belief } from './density.js';
import type { Rollout } from './rollout.js';
import type { SlotPrograms } from './slots.js';

/**
 * What a program sees of the recorded experience. B rows of transitions; a finite action arrives one-hot.
 *
 * `columns` holds what else was recorded or added, [B, size] by name. Names that slots agree on, with the capability
 * that promises them: `logMu` (`behaviour.logMu`), log-density of the action under whoever acted, in the posterior's
 * preferred space; `preSquash` (`behaviour.preSquash`), the action before the squash; `advantage` and `return`
 * (`bootstrap.advantage`); `visit` (`data.visits`), the row's discounted weight γ^t; `length`, steps of an n-step window.
 */
export interface Batch {
  readonly observation_BO: Tensor;
  readonly action_BA: Tensor;
  /** [B]; from a data source with windows of n steps [B, n], zero after an end. */
  readonly reward_B: Tensor;
  /** The final observation of an episode that ended here, never the first one of the next. */
  readonly nextObservation_BO: Tensor;
  /** 1 where the environment ended the episode by its own rule: nothing follows. */
  readonly terminated_B: Tensor;
  /** 1 where a time limit cut the episode: the future goes on and is bootstrapped. */
  readonly truncated_B: Tensor;
  readonly columns: Tensors;
  /** From data sources with sequences: the T steps that each row stands for, N = B; the row itself is the first one. */
  readonly sequence?: Rollout;
}

/** Random numbers for a program. They come from the slot's own stream and enter the program as inputs. */
export interface Noise {
  normal(shape: readonly number[]): Tensor;
  /** Uniform on [0, 1). */
  uniform(shape: readonly number[]): Tensor;
}

/** Which copy of a parameter group to read. */
export type Copy = 'online' | 'target';

/**
 * What a slot's part of a tensor program may depend on. Each slot gets its own: noise, scalars and owner labels are
 * the slot's, the other slots are at hand as programs. Programs are pure: everything that varies comes from here.
 */
export interface StepContext extends SlotPrograms {
  /** The rows to learn from. Absent (an error) while acting. */
  readonly batch: Batch;
  /** Whether a slot that may stay empty is filled; the program of an empty one is an error. */
  has(slot: keyof SlotPrograms): boolean;
  /** The tensors of a parameter group, by the names they were declared with. */
  parameters(group: string, copy?: Copy): Tensors;
  readonly noise: Noise;
  /** A number that changes over time: one that this slot's `scalars()` gives, or the run's `progress` (0 … 1). */
  scalar(name: string): Tensor;
  /** What an earlier phase of the same update published, e.g. `result('eStep', 'logProb_SB')`. */
  result(phase: Phase, name: string): Tensor | undefined;
  /**
   * The posterior at the batch's states: the very belief of the E-step where it is part of this optimiser step, so its
   * samples and weights are shared; else inferred anew, with the parameters that the E-step left.
   */
  belief(): Belief;
}

/**
 * The parts of an update. `evaluate` fits the value estimator, `eStep` the posterior, `mStep` the prior, `temperature`
 * and `model` what they say. A schedule groups them into optimiser steps.
 */
export type Phase = 'model' | 'evaluate' | 'eStep' | 'mStep' | 'temperature';

/** A bound that the optimiser's step has to keep, value ≤ bound: an average divergence, for instance. */
export interface Constraint extends Loss {
  readonly name: string;
  /** In units of the value. */
  readonly bound: number;
}

/** What a phase contributes to an optimiser step. */
export interface PhaseOutcome {
  readonly losses: readonly Loss[];
  /** For optimisers that provide `constraints`. */
  readonly constraints?: readonly Constraint[];
  /** What an E-step inferred at the batch's states, for the phases that share its optimiser step. */
  readonly belief?: Belief;
  /** Tensors for later phases, by name. */
  readonly results?: Tensors;
  /** Scalars for the log, by name. */
  readonly metrics?: Tensors;
}
