import type { Stream } from '../random/stream.js';
import type { Scheduled } from '../scheduled/scheduled.js';
import * as errors from './parameterErrors.js';

/** Fills a freshly allocated parameter tensor. */
export type Initialiser = (target: Float32Array, shape: readonly number[], stream: Stream) => void;

/**
 * How a target copy follows its group: a little after every update (or every so many), wholly after every so many updates,
 * or wholly at the end of every so many roll-outs.
 */
export type TargetRule =
  | { readonly kind: 'polyak'; readonly tau: number; readonly every?: number | undefined }
  | { readonly kind: 'copyEvery'; readonly updates: number }
  | { readonly kind: 'perRollout'; readonly rollouts: number };

export interface GroupOptions {
  /** False: holds what changes but is not trained (statistics, snapshots). Default true. */
  readonly trained?: boolean;
  /** Overrides the optimiser's rate for this group. */
  readonly learningRate?: Scheduled | undefined;
  /** Largest global norm of the group's gradient. */
  readonly clipNorm?: number | undefined;
  /** Every entry is kept within these bounds after each step. */
  readonly project?: readonly [min: number, max: number];
  /** Keeps a second copy that lags behind. */
  readonly target?: TargetRule;
  /**
   * What the numbers are, in words, where names and shapes do not tell, e.g. `tanh Gaussian: mean, log σ`. Groups that say
   * different things do not take each other's stored parameters.
   */
  readonly contents?: string | undefined;
}

export interface TensorDeclaration {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialise: Initialiser;
  /** Where the tensor starts in its group's flat vector, in floats. */
  readonly offset: number;
  readonly size: number;
}

/** Tensors start at multiples of 64 bytes, so vector instructions and ONNX Runtime see aligned data. */
export const ALIGNMENT_FLOATS = 16;

export const aligned = (floats: number): number => Math.ceil(floats / ALIGNMENT_FLOATS) * ALIGNMENT_FLOATS;

/** The layout of one flat vector of parameters; slots declare tensors into it while the run is composed. */
export class ParameterGroup {
  readonly name: string;
  readonly options: GroupOptions;
  readonly tensors = new Map<string, TensorDeclaration>();
  #size = 0;

  constructor(name: string, options: GroupOptions) {
    this.name = name;
    this.options = options;
  }

  /** Length of the flat vector, padding included. */
  get size(): number {
    return this.#size;
  }

  /** Declares a tensor. Its name is unique in the group. @throws VEM_PARAMETER_DECLARED_TWICE */
  declare(name: string, shape: readonly number[], initialise: Initialiser): this {
    if (this.tensors.has(name)) throw errors.declaredTwice(`${this.name}/${name}`);
    const size = shape.reduce((product, extent) => product * extent, 1);
    this.tensors.set(name, { name, shape: [...shape], initialise, offset: this.#size, size });
    this.#size += aligned(size);
    return this;
  }
}
