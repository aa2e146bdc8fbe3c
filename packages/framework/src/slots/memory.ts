import type { Tensor } from '@tensorflow/tfjs-core';
import type { ProgramSlot } from './programSlot.js';

/**
 * How what was seen becomes what is remembered, step by step from zero at the start of an episode. What is recorded is raw: the
 * observation, and what was remembered before it. Programs find what is remembered with it, recomputed along sequences.
 */
export interface MemoryProgram {
  /** [B, O] → [B, X]: what the environment's own observations say, of all rows at once. */
  read(observation_BO: Tensor): Tensor;
  /** [B, X], [B, M] → [B, M]: what is remembered after one more step. */
  next(read_BX: Tensor, before_BM: Tensor): Tensor;
}

/**
 * The value in the `memory` slot: a learned summary of the episode so far, as the last named part of every observation, `memory`. Its
 * parameters belong to the group of whoever learns them.
 */
export interface Memory extends ProgramSlot<MemoryProgram> {
  /** M, numbers that are carried from step to step. */
  readonly size: number;
}
