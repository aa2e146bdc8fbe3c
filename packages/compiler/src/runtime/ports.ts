import type { Bindings, DataType, HostArray, Port, TensorSpec } from '../program.js';
import { bindingInvalid } from './errors.js';

export const elementCount = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

const arrayOf = {
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const satisfies Record<DataType, unknown>;

/**
 * Zeroed storage for one tensor, off V8's heap, where even small arrays keep their address.
 *
 * @param allocate - other memory than a buffer of this thread
 */
export function hostArray(
  { dtype, shape }: TensorSpec,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): HostArray {
  const memory = allocate(arrayOf[dtype].BYTES_PER_ELEMENT * elementCount(shape));
  if (dtype === 'float32') return new Float32Array(memory);
  return dtype === 'int32' ? new Int32Array(memory) : new Uint8Array(memory);
}

/**
 * The port of a program for a tensor: bound to the caller's storage if there is any for this name, else to its own.
 * @throws VEM_BINDING_INVALID if the storage has the wrong type or length, or is shared memory, which ONNX Runtime refuses.
 */
export function makePort(program: string, name: string, spec: TensorSpec, bindings: Bindings): Port {
  const data = Object.hasOwn(bindings, name) ? bindings[name] : undefined;
  if (data === undefined) return { spec, data: hostArray(spec) };
  if (!(data instanceof arrayOf[spec.dtype]) || data.length !== elementCount(spec.shape)) {
    throw bindingInvalid(program, name, spec, `a ${data.constructor.name} of ${data.length} elements`);
  }
  if (data.buffer instanceof SharedArrayBuffer) throw bindingInvalid(program, name, spec, 'a view of shared memory');
  return { spec, data };
}

/** Whether two storages share memory. */
export function overlap(a: HostArray, b: HostArray): boolean {
  if (a.buffer !== b.buffer || a.length === 0 || b.length === 0) return false;
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}
