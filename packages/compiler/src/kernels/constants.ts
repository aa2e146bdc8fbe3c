import { type FillAttrs, type LinSpaceAttrs, type RangeAttrs, util } from '@tensorflow/tfjs-core';
import { type KernelRecorder, kernel } from './kernel.js';

const fill: KernelRecorder = kernel<FillAttrs>('Fill', (emit, _, { shape, value, dtype }) => {
  const type = dtype ?? util.inferDtype(value);
  if (typeof value === 'string' || (type !== 'float32' && type !== 'int32' && type !== 'bool')) {
    return emit.unsupported(`the type ${type}`);
  }
  return emit.fill(shape, value, type);
});

/** start, start + step, … before stop. Each element is computed from its index, so rounding does not accumulate. */
const range: KernelRecorder = kernel<RangeAttrs>('Range', (emit, _, { start, stop, step, dtype }) => {
  // tfjs counts down by itself when only the step's default was left to it.
  const increment = stop < start && step === 1 ? -1 : step;
  const length = start === stop || start < stop !== increment > 0 ? 0 : Math.ceil((stop - start) / increment);
  const element = (_: unknown, index: number) => start + index * increment;
  if (dtype === 'int32') return emit.constant(Int32Array.from({ length }, element), [length]);
  return emit.constant(Float32Array.from({ length }, element), [length]);
});

/** Evenly spaced from start to stop, both included. */
const linSpace: KernelRecorder = kernel<LinSpaceAttrs>('LinSpace', (emit, _, { start, stop, num }) => {
  const step = (stop - start) / (num - 1);
  const values = Float32Array.from({ length: num }, (_, index) => start + index * step);
  if (num > 1) values[num - 1] = stop;
  else values[0] = start;
  return emit.constant(values, [num]);
});

export const constantKernels: readonly KernelRecorder[] = [
  fill,
  range,
  linSpace,
  kernel('ZerosLike', (emit, { x }) => emit.fill(x.shape, 0, x.dtype)),
  kernel('OnesLike', (emit, { x }) => emit.fill(x.shape, 1, x.dtype)),
];
