import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import type { Batch } from './batch.js';
import type { Belief } from './density.js';
import type { Copy, Phase, Rows } from './outcome.js';
import type { SlotPrograms } from './programs.js';

/** Random numbers for a program. They come from the slot's own stream and enter the program as inputs. */
export interface Noise {
  normal(shape: readonly number[]): Tensor;
  /** Uniform on [0, 1). */
  uniform(shape: readonly number[]): Tensor;
}

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
  /** How what an earlier phase published depends on the rows. */
  rowsOf(phase: Phase): Rows;
  /**
   * The posterior at the batch's states: the very belief of the E-step where it is part of this optimiser step, so its
   * samples and weights are shared; else inferred anew, with the parameters that the E-step left.
   */
  belief(): Belief;
}
