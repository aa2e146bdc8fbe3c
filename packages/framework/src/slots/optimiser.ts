import type { FlatKernels } from '@vem/compiler';
import type { Scheduled } from '../scheduled/scheduled.js';
import type { Stateful } from '../state/stateful.js';
import type { Stretch } from './batch.js';
import type { Progress } from './progress.js';

/** The flat vectors that an optimiser works on: one group's parameters and their gradient, same layout. */
export interface FlatGroup {
  readonly name: string;
  readonly parameters: Float32Array;
  readonly gradient: Float32Array;
  /** The group's own rate, if it declared one. */
  readonly learningRate: Scheduled | undefined;
  /** Largest global norm of the gradient, if it declared one. */
  readonly clipNorm: number | undefined;
}

/** What an optimiser may ask about a function besides its gradient at the parameters. */
export type OracleQuery = 'value' | 'gradient' | 'hessianVector' | 'rowGradients';

/**
 * A scalar of one group on the present batch, as a function of the group's flat vector of n numbers; noise, targets and
 * all other groups stand still. Every call runs a program; what was not asked for under `OracleDemand` is an error. Points
 * may be any vectors: line searches and conjugate gradients run on the host. Nothing but the results is written, so that
 * a step that breaks off leaves the group as it was.
 */
export interface FlatFunction {
  value(point: Float32Array): number;
  /** Writes the gradient, [n]; returns the value. */
  gradient(point: Float32Array, gradient: Float32Array): number;
  /** Writes the Hessian at `point` times `vector`, [n]. */
  hessianVector(point: Float32Array, vector: Float32Array, product: Float32Array): void;
  /** Writes the gradient of each row's own term, [B, n]; the function must be a mean over rows. */
  rowGradients(point: Float32Array, gradients_Bn: Float32Array): void;
  /** The same of some rows, one after the other, for sums that need not hold all of them; the vector is used again. */
  eachRowGradient(
    point: Float32Array,
    rows: Iterable<number>,
    hear: (row: number, gradient: Float32Array) => void,
  ): void;
}

/** A bound that the step has to keep: value ≤ bound. */
export interface FlatConstraint extends FlatFunction {
  readonly name: string;
  readonly bound: number;
}

/** The group's losses, added up, its constraints, and what else phases published of it. */
export interface LossOracle extends FlatFunction {
  /** B, rows of the batch. */
  readonly rows: number;
  /** Present where they stand in order of time: row t·N + n is step t of stretch n. */
  readonly time?: Stretch | undefined;
  /** n without the numbers that only fill the flat vector up. */
  readonly dimension: number;
  /** In the order in which phases published them. */
  readonly constraints: readonly FlatConstraint[];
  /** By name, of those that were asked for: `logLikelihood`, the mean of log π(a|s) over the recorded actions. */
  readonly functions: Readonly<Record<string, FlatFunction>>;
  /** [B · size] by column, of the batch as it is stored: `path`, for instance. */
  readonly columns: Readonly<Record<string, Float32Array>>;
}

/** Which groups' losses and constraints an optimiser asks about, and what. */
export interface OracleDemand {
  readonly groups: readonly string[];
  /** About the losses. */
  readonly losses?: readonly OracleQuery[] | undefined;
  /** About each constraint, of which there must be one; absent: constraints are not looked at, and not published. */
  readonly constraints?: readonly OracleQuery[] | undefined;
  /** About other functions, by name. */
  readonly functions?: Readonly<Record<string, readonly OracleQuery[]>> | undefined;
}

/** What a step may depend on besides the gradient. */
export interface StepOccasion {
  readonly progress: Progress;
  /** The gradient counts so many times what it is: less than 1 where a norm over all groups of the step is cut. */
  readonly scale: number;
  /** For groups that the optimiser demands one for. */
  readonly oracle?: LossOracle | undefined;
  /** Takes a number for the log, under the name `optimiser/<metric>`. */
  readonly report?: ((metric: string, value: number) => void) | undefined;
}

/** Moves one group; owns its moments. */
export interface GroupOptimiser extends Stateful {
  /** One step on the present gradient; the gradient is left as it is. */
  step(occasion: StepOccasion): void;
}

/** The value in the `optimiser` slot. */
export interface Optimiser {
  /** How many vectors of the group's length it needs for itself (Adam: 2). */
  readonly vectors: number;
  /** Largest norm of the gradient over all groups of an optimiser step together; absent: none. */
  readonly stepNorm?: number | undefined;
  /** What it asks about losses besides their gradient (natural gradients, line searches); absent: nothing. */
  readonly oracle?: OracleDemand;
  attach(group: FlatGroup, vectors: readonly Float32Array[], kernels: FlatKernels): GroupOptimiser;
}
