import {
  type BroadCastToAttrs,
  backend_util,
  type ConcatAttrs,
  type ExpandDimsAttrs,
  type MirrorPadAttrs,
  type PackAttrs,
  type PadV2Attrs,
  type ReshapeAttrs,
  type ReverseAttrs,
  type SliceAttrs,
  type SplitVAttrs,
  type StridedSliceAttrs,
  slice_util,
  type TileAttrs,
  type TransposeAttrs,
  type UnpackAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { Value } from '../record/recording.js';
import { type Emitter, isEmpty, sizeOf } from './emitter.js';
import { type KernelRecorder, kernel } from './kernel.js';

/** An array of its own, which tfjs's helpers want; shapes of values are read-only. */
const shapeOf = ({ shape }: Value) => [...shape];

function concatenate(emit: Emitter, parts: readonly Value[], axis: number): Value {
  const [{ dtype, shape }] = parts;
  backend_util.assertParamsConsistent(parts.map(shapeOf), axis);
  const size = parts.reduce((sum, part) => sum + part.shape[axis], 0);
  const present = parts.filter((part) => !isEmpty(part.shape));
  if (present.length === 1) return emit.cast(present[0], dtype);
  const operands = present.map((part) => emit.cast(part, dtype));
  return emit.node('Concat', operands, { dtype, shape: shape.with(axis, size) }, { axis });
}

/** Cuts x along an axis; pieces may be empty. */
function split(emit: Emitter, x: Value, sizes: readonly number[], axis: number): Value[] {
  const shapes = sizes.map((size) => x.shape.with(axis, size));
  if (sizes.length === 1) return [x];
  if (!isEmpty(x.shape) && sizes.includes(0)) {
    const begins = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
    return shapes.map((shape, index) => emit.slice(x, x.shape.map(() => 0).with(axis, begins[index]), shape));
  }
  const results = shapes.map((shape) => ({ dtype: x.dtype, shape }));
  return emit.nodes('Split', [x, emit.integers(sizes)], results, { axis });
}

const concat: KernelRecorder = kernel<ConcatAttrs>('Concat', (emit, inputs, { axis }) => {
  const parts = Object.values(inputs);
  return concatenate(emit, parts, util.parseAxisParam(axis, shapeOf(parts[0]))[0]);
});

const splitV: KernelRecorder = kernel<SplitVAttrs>('SplitV', (emit, { x }, { numOrSizeSplits, axis: wanted }) => {
  const [axis] = util.parseAxisParam(wanted, shapeOf(x));
  // tfjs's helper reads nothing of the tensor but its shape.
  const sizes = backend_util.prepareSplitSize({ shape: shapeOf(x) } as never, numOrSizeSplits, axis);
  return split(emit, x, sizes, axis);
});

const pack: KernelRecorder = kernel<PackAttrs>('Pack', (emit, inputs, { axis: wanted }) => {
  const parts = Object.values(inputs);
  const axis = wanted < 0 ? wanted + parts[0].shape.length + 1 : wanted;
  for (const part of parts) util.assertShapesMatch(shapeOf(parts[0]), shapeOf(part), 'stack: ');
  const slices = parts.map((part) => emit.reshape(part, part.shape.toSpliced(axis, 0, 1)));
  return concatenate(emit, slices, axis);
});

const unpack: KernelRecorder = kernel<UnpackAttrs>('Unpack', (emit, { value }, { axis: wanted }) => {
  const axis = wanted < 0 ? wanted + value.shape.length : wanted;
  const sizes = Array.from({ length: value.shape[axis] }, () => 1);
  return split(emit, value, sizes, axis).map((piece) => emit.reshape(piece, piece.shape.toSpliced(axis, 1)));
});

const slice: KernelRecorder = kernel<SliceAttrs>('Slice', (emit, { x }, attributes) => {
  const tensor = { shape: shapeOf(x), rank: x.shape.length } as never;
  const [begin, size] = slice_util.parseSliceParams(tensor, attributes.begin, attributes.size);
  slice_util.assertParamsValid(tensor, begin, size);
  return emit.slice(x, begin, size);
});

/** What a strided slice takes of a shape: from `begin`, `size` elements every `strides`; then the result is reshaped. */
export function stridedRange(shape: readonly number[], attributes: StridedSliceAttrs) {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
  const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
  const info = slice_util.sliceInfo([...shape], begin, end, strides, ...masks);
  const size = slice_util.computeOutShape(info.begin, info.end, info.strides).map((count) => Math.max(count, 0));
  return { begin: info.begin, size, strides: info.strides, shape: info.finalShape };
}

const stridedSlice: KernelRecorder = kernel<StridedSliceAttrs>('StridedSlice', (emit, { x }, attributes) => {
  const { begin, size, strides, shape } = stridedRange(x.shape, attributes);
  return emit.reshape(emit.slice(x, begin, size, strides), shape);
});

const pad: KernelRecorder = kernel<PadV2Attrs>('PadV2', (emit, { x }, { paddings, constantValue }) => {
  const shape = x.shape.map((size, axis) => paddings[axis][0] + size + paddings[axis][1]);
  if (isEmpty(x.shape)) return emit.fill(shape, constantValue, x.dtype);
  if (paddings.flat().every((count) => count === 0)) return x;
  const counts = emit.integers([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
  return emit.node('Pad', [x, counts, emit.scalar(constantValue, x.dtype)], { dtype: x.dtype, shape });
});

/** Index along one axis that each element of a mirrored padding is copied from. */
export function mirrorIndices(
  size: number,
  [before, after]: readonly number[],
  mode: 'reflect' | 'symmetric',
): number[] {
  const edge = mode === 'reflect' ? 0 : 1;
  return Array.from({ length: before + size + after }, (_, position) => {
    const index = position - before;
    if (index < 0) return -index - edge;
    return index < size ? index : 2 * (size - 1) - index + edge;
  });
}

/** By indices, since ONNX has no padding that repeats the edge. */
const mirrorPad: KernelRecorder = kernel<MirrorPadAttrs>('MirrorPad', (emit, { x }, { paddings, mode }) =>
  paddings.reduce((padded, padding, axis) => {
    if (padding.every((count) => count === 0)) return padded;
    const indices = mirrorIndices(padded.shape[axis], padding, mode);
    const shape = padded.shape.with(axis, indices.length);
    return emit.node('Gather', [padded, emit.integers(indices)], { dtype: padded.dtype, shape }, { axis });
  }, x),
);

const tile: KernelRecorder = kernel<TileAttrs>('Tile', (emit, { x }, { reps }) => {
  const shape = x.shape.map((size, axis) => size * reps[axis]);
  if (reps.every((count, axis) => count === 1 || x.shape[axis] === 1)) return emit.expand(x, shape);
  return emit.node('Tile', [x, emit.integers(reps)], { dtype: x.dtype, shape });
});

const reverse: KernelRecorder = kernel<ReverseAttrs>('Reverse', (emit, { x }, { dims }) => {
  const axes = util.parseAxisParam(dims, shapeOf(x));
  const begin = x.shape.map((size, axis) => (axes.includes(axis) ? size - 1 : 0));
  return emit.slice(
    x,
    begin,
    x.shape,
    x.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1)),
  );
});

const reshape: KernelRecorder = kernel<ReshapeAttrs>('Reshape', (emit, { x }, attributes) => {
  const shape = util.inferFromImplicitShape(attributes.shape, sizeOf(x.shape));
  util.assert(
    sizeOf(shape) === sizeOf(x.shape),
    () => `reshape: [${x.shape}] and [${shape}] must have equally many elements`,
  );
  return emit.reshape(x, shape);
});

const expandDims: KernelRecorder = kernel<ExpandDimsAttrs>('ExpandDims', (emit, { input }, { dim }) =>
  emit.reshape(input, input.shape.toSpliced(dim < 0 ? dim + input.shape.length + 1 : dim, 0, 1)),
);

const transpose: KernelRecorder = kernel<TransposeAttrs>('Transpose', (emit, { x }, { perm }) =>
  emit.transpose(x, perm),
);

const broadcastTo: KernelRecorder = kernel<BroadCastToAttrs>('BroadcastTo', (emit, { x }, { shape }) =>
  emit.expand(x, shape),
);

const identity: KernelRecorder = kernel('Identity', (_, { x }) => x);

export const layoutKernels: readonly KernelRecorder[] = [
  identity,
  reshape,
  expandDims,
  transpose,
  broadcastTo,
  tile,
  reverse,
  concat,
  splitV,
  pack,
  unpack,
  slice,
  stridedSlice,
  pad,
  mirrorPad,
];
