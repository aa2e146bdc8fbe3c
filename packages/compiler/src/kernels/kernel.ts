import type { Value } from '../record/recording.js';
import type { Emitter } from './emitter.js';

/** The inputs of a kernel by tfjs's names; those of kernels that take a list are named 0, 1, …. */
export type Inputs = Readonly<Record<string, Value>>;

/** Translates one tfjs kernel into nodes of a graph. */
export interface KernelRecorder {
  readonly kernelName: string;
  readonly record: (emit: Emitter, inputs: Inputs, attributes: unknown) => Value | Value[];
}

/** Declares the translation of a kernel whose attributes tfjs types as `Attributes`. */
export function kernel<Attributes = unknown>(
  kernelName: string,
  record: (emit: Emitter, inputs: Inputs, attributes: Attributes) => Value | Value[],
): KernelRecorder {
  return { kernelName, record: (emit, inputs, attributes) => record(emit, inputs, attributes as Attributes) };
}
