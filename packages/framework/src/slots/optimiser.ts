import type { FlatKernels } from '@vem/compiler';
import type { Stateful } from './stateful.js';

/** The flat vectors that an optimiser works on: one group's parameters and their gradient, same layout. */
export interface FlatGroup {
  readonly name: string;
  readonly parameters: Float32Array;
  readonly gradient: Float32Array;
  /** The group's own rate, if it declared one. */
  readonly learningRate: number | undefined;
  /** Largest global norm of the gradient, if it declared one. */
  readonly clipNorm: number | undefined;
}

/** Moves one group; owns its moments. */
export interface GroupOptimiser extends Stateful {
  /** One step on the present gradient; the gradient is left as it is. */
  step(): void;
}

/** The value in the `optimiser` slot. */
export interface Optimiser {
  /** How many vectors of the group's length it needs for itself (Adam: 2). */
  readonly vectors: number;
  attach(group: FlatGroup, vectors: readonly Float32Array[], kernels: FlatKernels): GroupOptimiser;
}
