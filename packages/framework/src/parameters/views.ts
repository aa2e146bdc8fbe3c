import type { Copy } from '../slots/outcome.js';
import type { ParameterGroup } from './group.js';
import * as errors from './parameterErrors.js';

/** A tensor as a file gives it. */
export interface GivenTensor {
  readonly shape: readonly number[];
  readonly data: ArrayBufferView & ArrayLike<number>;
}

/** A parameter tensor as programs and checkpoints know it: a full name and a view of the run's memory. */
export interface ParameterView {
  /** `group/tensor` or, of a target copy, `group@target/tensor`: also the input name in programs. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
  /** Grows whenever the store changes the numbers. */
  readonly version: Version;
}

/** Counts changes of one copy of a group. */
export interface Version {
  readonly count: number;
}

export interface MutableVersion {
  count: number;
}

export const groupPrefix = (group: string, copy: Copy) => (copy === 'online' ? group : `${group}@target`);

/** The input name under which programs see a parameter tensor. */
export const parameterName = (group: string, copy: Copy, tensor: string): string =>
  `${groupPrefix(group, copy)}/${tensor}`;

/** The tensors of a group in a flat vector of its numbers. */
export function viewsOf(
  declaration: ParameterGroup,
  flat: Float32Array,
  prefix: string,
  version: Version,
): ParameterView[] {
  return [...declaration.tensors.values()].map(({ name, shape, offset, size }) => ({
    name: `${prefix}/${name}`,
    shape,
    data: flat.subarray(offset, offset + size),
    version,
  }));
}

/** @throws VEM_PARAMETER_MISMATCH unless the stored tensor has single precision and this shape */
export function requireSame(name: string, shape: readonly number[], stored: GivenTensor | undefined): void {
  if (!(stored?.data instanceof Float32Array))
    throw errors.mismatch(name, `shape [${shape}]`, stored ? 'another type of number' : 'nothing');
  if (String(stored.shape) !== String(shape)) throw errors.mismatch(name, `shape [${shape}]`, `[${stored.shape}]`);
}
