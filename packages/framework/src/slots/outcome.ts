import type { Tensor } from '@tensorflow/tfjs-core';
import type { Loss, Tensors } from '@vem/compiler';
import type { Belief } from './density.js';

/** Which copy of a parameter group to read. */
export type Copy = 'online' | 'target';

/**
 * The parts of an update. `value` fits the value estimator, `eStep` the posterior, `mStep` the prior; `temperature`,
 * `trustRegion`, `likelihood` and `model` what they say. A schedule groups them into optimiser steps.
 */
export type Phase = 'model' | 'likelihood' | 'value' | 'eStep' | 'mStep' | 'temperature' | 'trustRegion';

/**
 * How a scalar depends on the rows of its batch: `mean` over rows, so that the parts of a batch may be averaged; or
 * `coupled`, so that it takes the whole batch at once (a normalisation, a sum, weights over the batch).
 */
export type Rows = Loss['rows'];

/** A scalar of a group that nobody descends on: optimisers may ask about it by name. */
export interface NamedFunction extends Loss {
  readonly name: string;
}

/** A bound that the optimiser's step has to keep, value ≤ bound: an average divergence, for instance. */
export interface Constraint extends NamedFunction {
  /** In units of the value. */
  readonly bound: number;
}

/**
 * What a phase says about going on, as scalars: more than 0 means yes. They are read after the program ran and before the
 * optimiser does. Where threads share a batch they are averaged, so let them be linear in what they watch: kl − limit.
 */
export interface Signals {
  /** The optimiser leaves this step out. */
  readonly veto?: Tensor;
  /**
   * No further batch is taken of the present roll-out, updates that are still owed are dropped, and an entry of the schedule
   * with `until` is at its end.
   */
  readonly stop?: Tensor;
  /** As `stop`, but heeded at the end of an epoch only: what the last update of each epoch says counts. */
  readonly stopAfterEpoch?: Tensor;
}

/** What a phase contributes to an optimiser step. */
export interface PhaseOutcome {
  readonly losses: readonly Loss[];
  /** For optimisers that look at them: they provide `naturalGradient` or `constraints`. */
  readonly constraints?: readonly Constraint[];
  /** For optimisers that ask for them; nothing is computed for others. */
  readonly functions?: readonly NamedFunction[];
  /** What an E-step inferred at the batch's states, for the phases that share its optimiser step. */
  readonly belief?: Belief;
  /** Tensors for later phases, by name. */
  readonly results?: Tensors;
  /** How the results depend on the rows; absent: as the losses do. */
  readonly rows?: Rows;
  /** Scalars for the log, by name, or by `slot/name` where they are about another slot; means over rows unless coupled. */
  readonly metrics?: Tensors;
  readonly signals?: Signals;
}
