import type { Progress } from './slots.js';
import type { Phase } from './step.js';

/** One optimiser step: its phases see the same parameters; the next step sees what this one left. */
export type OptimiserStep = readonly Phase[];

/** The value in the `schedule` slot: when to learn, and in which order. */
export interface Schedule {
  /**
   * The optimiser steps of one update, in order, e.g. `[['evaluate'], ['eStep', 'mStep', 'temperature']]`. Phases of
   * empty slots are left out.
   */
  readonly steps: readonly OptimiserStep[];
  /**
   * Updates owed after this many environment steps were added; counts *environment* steps, whatever N is.
   *
   * @param batchesLeft - what the data source has to give, infinite unless it says otherwise
   */
  updatesDue(progress: Progress, newEnvSteps: number, batchesLeft: number): number;
}
