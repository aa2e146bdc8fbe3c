import type { Tensor } from '@tensorflow/tfjs-core';
import * as errors from './mathsErrors.js';

/**
 * Shapes are known while a program is recorded, so looking at them costs nothing when it runs.
 *
 * @param named - tensors by the names they have in the caller, each with the shape that it is to have: sizes, or letters,
 *   which take any size, the same one wherever they stand
 * @throws VEM_SHAPE
 */
export function assertShapes(
  named: Readonly<Record<string, readonly [tensor: Tensor, shape: readonly (number | string)[]]>>,
): void {
  const sizes = new Map<string, number>();
  for (const [name, [tensor, shape]] of Object.entries(named)) {
    const received = tensor.shape;
    const known = shape.map((size) => (typeof size === 'string' ? (sizes.get(size) ?? size) : size));
    const fits =
      received.length === known.length &&
      known.every((size, axis) => typeof size === 'string' || size === received[axis]);
    if (!fits) throw errors.shapeMismatch(name, known, received);
    for (const [axis, size] of shape.entries()) if (typeof size === 'string') sizes.set(size, received[axis]);
  }
}

/**
 * A tensor that is to be stretched to a shape: of no higher rank, and along each axis as long or 1.
 *
 * @throws VEM_SHAPE
 */
export function assertStretches(name: string, { shape: received }: Tensor, shape: readonly number[]): void {
  const offset = shape.length - received.length;
  if (offset < 0 || received.some((size, axis) => size !== 1 && size !== shape[axis + offset]))
    throw errors.shapeMismatch(name, shape, received);
}
