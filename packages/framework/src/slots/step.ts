import type { Tensor } from '@tensorflow/tfjs-core';
import type { Loss, Tensors } from '@vem/compiler';
import type { Belief } from './density.js';
import type { SlotPrograms } from './slots.js';

/**
 * What a program sees of the recorded experience. B rows of transitions; a finite action arrives one-hot. `columns`
 * holds what the behaviour recorded besides (pre-squash actions, log-probabilities, plans, …), by name.
 */
export interface Batch {
  readonly observation_BO: Tensor;
  readonly action_BA: Tensor;
  readonly reward_B: Tensor;
  /** The final observation of an episode that ended here, never the first one of the next. */
  readonly nextObservation_BO: Tensor;
  /** 1 where the environment ended the episode by its own rule: nothing follows. */
  readonly terminated_B: Tensor;
  /** 1 where a time limit cut the episode: the future goes on and is bootstrapped. */
  readonly truncated_B: Tensor;
  readonly columns: Tensors;
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

/** What a phase contributes to an optimiser step. */
export interface PhaseOutcome {
  readonly losses: readonly Loss[];
  /** What an E-step inferred at the batch's states, for the phases that share its optimiser step. */
  readonly belief?: Belief;
  /** Tensors for later phases, by name. */
  readonly results?: Tensors;
  /** Scalars for the log, by name. */
  readonly metrics?: Tensors;
}
