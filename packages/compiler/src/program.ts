import type { Tensor } from '@tensorflow/tfjs-core';

export type DataType = 'float32' | 'int32' | 'bool';

export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

export type Tensors = Readonly<Record<string, Tensor>>;

/** Flat host storage of one tensor: Float32Array for float32, Int32Array for int32, Uint8Array for bool. */
export type HostArray = Float32Array | Int32Array | Uint8Array;

/**
 * Asks for an input that was not known before the program ran, noise for example. The same name gives the same tensor.
 * The executable lists it among its inputs; the host fills it before each run.
 */
export type RequestInput = (name: string, spec: TensorSpec) => Tensor;

/**
 * A pure tensor program: named tensors in, named tensors out, plain tfjs inside. It reads no values, keeps no
 * variables, and depends on nothing but its arguments.
 */
export interface Program {
  /** Appears in errors and profiles, e.g. `sac/evaluate`. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  readonly body: (inputs: Tensors, request: RequestInput) => Tensors;
}

/**
 * One term to descend on. It is differentiated with respect to the tensors of its own group only, so what a loss reads
 * of other groups counts as constant. Several losses of one group are added.
 */
export interface Loss {
  /** A scalar. */
  readonly value: Tensor;
  readonly group: string;
  /** `mean`: an average over the rows of the batch, so a batch may be split; `coupled`: rows depend on each other. */
  readonly rows: 'mean' | 'coupled';
}

/** A program that also says what to descend on; `differentiate` turns it into a program that yields gradients. */
export interface LossProgram {
  readonly name: string;
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  /** The trainable inputs of each group, by input name. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly body: (
    inputs: Tensors,
    request: RequestInput,
  ) => { readonly losses: readonly Loss[]; readonly outputs: Tensors };
}

/** A tensor at the edge of an executable, with the host storage it is read from or written to. */
export interface Port {
  readonly spec: TensorSpec;
  readonly data: HostArray;
}

/** A program that is ready to run, bound to host storage. */
export interface Executable {
  readonly name: string;
  /** All inputs, requested ones included. Inputs that the program does not depend on are absent. */
  readonly inputs: Readonly<Record<string, Port>>;
  readonly outputs: Readonly<Record<string, Port>>;
  /** Reads the input storage, writes the output storage. */
  run(): void;
  dispose(): void;
}

/** Storage that the caller wants an executable to use for ports of these names; other ports get their own. */
export type Bindings = Readonly<Record<string, HostArray>>;

/** Turns programs into executables. One engine belongs to one thread. */
export interface Engine {
  readonly kind: 'compiled' | 'eager';
  /** What it runs on, with versions, e.g. `onnxruntime 1.30.0, 1 thread`; recorded with every run. */
  readonly description: string;
  load(program: Program, bindings?: Bindings): Executable;
  dispose(): void;
}
