import {
  type AllAttrs,
  type ArgMaxAttrs,
  type CumprodAttrs,
  type CumsumAttrs,
  type MaxAttrs,
  type MeanAttrs,
  type SumAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { Value } from '../record/recording.js';
import { isEmpty, reducedShape } from './emitter.js';
import { type KernelRecorder, kernel } from './kernel.js';

type Axis = number | number[];

const axesOf = (axis: Axis, { shape }: Value) => util.parseAxisParam(axis, [...shape]);

/** Sums and products; bool is counted as int32. `ofNothing` is the result for no elements. */
function accumulation(kernelName: string, op: string, ofNothing: number): KernelRecorder {
  return kernel<SumAttrs>(kernelName, (emit, { x }, { axis, keepDims }) => {
    const terms = x.dtype === 'bool' ? emit.cast(x, 'int32') : x;
    const axes = axesOf(axis, terms);
    if (isEmpty(terms.shape)) return emit.fill(reducedShape(terms.shape, axes, keepDims), ofNothing, terms.dtype);
    return emit.reduce(op, terms, axes, keepDims);
  });
}

const mean: KernelRecorder = kernel<MeanAttrs>('Mean', (emit, { x }, { axis, keepDims }) => {
  const axes = axesOf(axis, x);
  if (isEmpty(x.shape)) return emit.fill(reducedShape(x.shape, axes, keepDims), Number.NaN);
  return emit.reduce('ReduceMean', emit.cast(x, 'float32'), axes, keepDims);
});

/**
 * The largest or smallest element. ONNX Runtime's ReduceMax and ReduceMin overlook NaN; a sum, of terms that were made
 * finite, does not.
 */
function extreme(
  kernelName: string,
  op: string,
  axesOfKernel: (attributes: MaxAttrs & SumAttrs) => Axis,
): KernelRecorder {
  return kernel<MaxAttrs & SumAttrs>(kernelName, (emit, { x }, attributes) => {
    const { keepDims } = attributes;
    const axes = axesOf(axesOfKernel(attributes), x);
    if (axes.length === 0) return x;
    if (isEmpty(x.shape)) {
      return emit.fill(reducedShape(x.shape, axes, keepDims), x.dtype === 'float32' ? Number.NaN : 0, x.dtype);
    }
    if (x.dtype !== 'float32') return emit.cast(emit.reduce(op, emit.cast(x, 'int32'), axes, keepDims), x.dtype);
    const finite = emit.elementwise('Clip', [x, emit.scalar(-1), emit.scalar(1)]);
    const sum = emit.reduce('ReduceSum', finite, axes, keepDims);
    const hasNaN = emit.elementwise('IsNaN', [sum], 'bool');
    return emit.where(hasNaN, sum, emit.reduce(op, x, axes, keepDims));
  });
}

/** The first index of the largest or smallest element along one axis. */
function extremeIndex(kernelName: string): KernelRecorder {
  return kernel<ArgMaxAttrs>(kernelName, (emit, { x }, attributes) => {
    const [axis] = axesOf(attributes.axis, x);
    const shape = reducedShape(x.shape, [axis], false);
    if (isEmpty(x.shape)) return emit.fill(shape, 0, 'int32');
    const ordered = x.dtype === 'bool' ? emit.cast(x, 'int32') : x;
    const index = emit.node(kernelName, [ordered], { dtype: 'int64', shape }, { axis, keepdims: 0 });
    return emit.cast(index, 'int32');
  });
}

/** Whether all or any elements are true. */
function quantifier(kernelName: string, op: string, ofNothing: 0 | 1): KernelRecorder {
  return kernel<AllAttrs>(kernelName, (emit, { x }, { axis, keepDims }) => {
    const axes = axesOf(axis, x);
    if (isEmpty(x.shape)) return emit.fill(reducedShape(x.shape, axes, keepDims), ofNothing, 'bool');
    return emit.cast(emit.reduce(op, emit.cast(emit.cast(x, 'bool'), 'int32'), axes, keepDims), 'bool');
  });
}

const cumulativeSum: KernelRecorder = kernel<CumsumAttrs>('Cumsum', (emit, { x }, { axis, exclusive, reverse }) => {
  const terms = x.dtype === 'bool' ? emit.cast(x, 'int32') : x;
  const inputs = [terms, emit.scalar(axesOf(axis, terms)[0], 'int64')];
  const { dtype, shape } = terms;
  return emit.node('CumSum', inputs, { dtype, shape }, { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 });
});

/** ONNX has no cumulative product: element i is the product of all elements, those outside of its range taken as 1. */
const cumulativeProduct: KernelRecorder = kernel<CumprodAttrs>('Cumprod', (emit, { x }, attributes) => {
  const factors = x.dtype === 'bool' ? emit.cast(x, 'int32') : x;
  const [axis] = axesOf(attributes.axis, factors);
  const { shape, dtype } = factors;
  const size = shape[axis];
  const inRange = Uint8Array.from({ length: size * size }, (_, index) => {
    const [row, column] = [Math.floor(index / size), index % size];
    if (row === column) return attributes.exclusive ? 0 : 1;
    return column > row === Boolean(attributes.reverse) ? 1 : 0;
  });
  // [..., result, factor, ...]
  const behind = shape.slice(axis + 1);
  const mask = emit.constant(inRange, [size, size, ...behind.map(() => 1)]);
  const column = emit.reshape(factors, [...shape.slice(0, axis), 1, size, ...behind]);
  if (isEmpty(shape)) return emit.fill(shape, 0, dtype);
  return emit.reduce('ReduceProd', emit.where(mask, column, emit.scalar(1, dtype)), [axis + 1], false);
});

export const reductionKernels: readonly KernelRecorder[] = [
  accumulation('Sum', 'ReduceSum', 0),
  accumulation('Prod', 'ReduceProd', 1),
  mean,
  extreme('Max', 'ReduceMax', ({ reductionIndices }) => reductionIndices),
  extreme('Min', 'ReduceMin', ({ axis }) => axis),
  extremeIndex('ArgMax'),
  extremeIndex('ArgMin'),
  quantifier('All', 'ReduceMin', 1),
  quantifier('Any', 'ReduceMax', 0),
  cumulativeSum,
  cumulativeProduct,
];
