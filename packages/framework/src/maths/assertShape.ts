import type { Tensor } from '@tensorflow/tfjs-core';
import * as errors from './mathsErrors.js';

/**
 * Shapes are known while a program is recorded, so looking at them costs nothing when it runs.
 *
 * @param shape - sizes; a letter takes any size, the same one wherever it stands
 * @param named - tensors by the names they have in the caller, each with the shape that it is to have
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
