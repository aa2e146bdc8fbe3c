import {
  type EinsumAttrs,
  type GatherV2Attrs,
  type OneHotAttrs,
  type ScatterNdAttrs,
  type TopKAttrs,
  type UnsortedSegmentSumAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { Value } from '../record/recording.js';
import { type Emitter, sizeOf } from './emitter.js';
import { type KernelRecorder, kernel } from './kernel.js';

/** Slices of x along an axis by index. With batch dimensions, each row of the batch has its own indices. */
const gather: KernelRecorder = kernel<GatherV2Attrs>('GatherV2', (emit, { x, indices }, attributes) => {
  const batchDims = attributes.batchDims ?? 0;
  const [axis] = util.parseAxisParam(attributes.axis, [...x.shape]);
  const batch = x.shape.slice(0, batchDims);
  const between = x.shape.slice(batchDims, axis);
  const chosen = indices.shape.slice(batchDims);
  const behind = x.shape.slice(axis + 1);
  const shape = [...batch, ...between, ...chosen, ...behind];
  if (x.shape[axis] === 0 && !shape.includes(0)) emit.unsupported('indices into an empty dimension');
  if (batchDims === 0) return emit.node('Gather', [x, indices], { dtype: x.dtype, shape }, { axis });
  if (shape.includes(0)) return emit.fill(shape, 0, x.dtype);
  // GatherND indexes the dimension behind the batch, so the axis is moved there and its result back.
  const rank = x.shape.length;
  const front = [...Array(rank).keys()].filter((position) => position !== axis).toSpliced(batchDims, 0, axis);
  const positions = emit.cast(emit.reshape(indices, [...indices.shape, 1]), 'int64');
  const gathered = emit.node(
    'GatherND',
    [emit.transpose(x, front), positions],
    { dtype: x.dtype, shape: [...batch, ...chosen, ...between, ...behind] },
    { batch_dims: batchDims },
  );
  const order = [...Array(shape.length).keys()];
  const betweenAt = batchDims + chosen.length;
  return emit.transpose(gathered, [
    ...order.slice(0, batchDims),
    ...order.slice(betweenAt, betweenAt + between.length),
    ...order.slice(batchDims, betweenAt),
    ...order.slice(betweenAt + between.length),
  ]);
});

const gatherNd: KernelRecorder = kernel('GatherNd', (emit, { params, indices }) => {
  const depth = indices.shape[indices.shape.length - 1];
  const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(depth)];
  if (shape.includes(0)) return emit.fill(shape, 0, params.dtype);
  return emit.node('GatherND', [params, emit.cast(indices, 'int64')], { dtype: params.dtype, shape });
});

/** Adds the rows of `updates` [n, …] to the rows of zeros [size, …] that `rows` [n, depth] names. */
function scatterAdd(emit: Emitter, rows: Value, updates: Value, shape: readonly number[]): Value {
  const { dtype } = updates;
  const zeros = emit.fill(shape, 0, dtype);
  if (updates.shape.includes(0) || shape.includes(0)) return zeros;
  const inputs = [zeros, emit.cast(rows, 'int64'), updates];
  return emit.node('ScatterND', inputs, { dtype, shape }, { reduction: 'add' });
}

const scatterNd: KernelRecorder = kernel<ScatterNdAttrs>('ScatterNd', (emit, { indices, updates }, { shape }) => {
  const rows = indices.shape.length > 1 ? indices : emit.reshape(indices, [...indices.shape, 1]);
  if (updates.dtype === 'bool') emit.unsupported('bool tensors');
  return scatterAdd(emit, rows, updates, shape);
});

/** Segments outside of [0, numSegments) are dropped: they go to a row behind the last, which is cut off. */
const unsortedSegmentSum: KernelRecorder = kernel<UnsortedSegmentSumAttrs>(
  'UnsortedSegmentSum',
  (emit, inputs, attributes) => {
    const { x, segmentIds } = inputs;
    const { numSegments } = attributes;
    const ids = emit.cast(segmentIds, 'int32');
    const limit = emit.scalar(numSegments, 'int32');
    const isNegative = emit.elementwise('Less', [ids, emit.scalar(0, 'int32')], 'bool');
    const rows = emit.where(isNegative, limit, emit.elementwise('Min', [ids, limit]));
    const behind = x.shape.slice(segmentIds.shape.length);
    const padded = scatterAdd(emit, emit.reshape(rows, [...rows.shape, 1]), x, [numSegments + 1, ...behind]);
    return emit.slice(
      padded,
      padded.shape.map(() => 0),
      [numSegments, ...behind],
    );
  },
);

const tensorScatterUpdate: KernelRecorder = kernel('TensorScatterUpdate', (emit, { tensor, indices, updates }) => {
  if (updates.shape.includes(0) || tensor.shape.includes(0)) return tensor;
  const { dtype, shape } = tensor;
  return emit.node('ScatterND', [tensor, emit.cast(indices, 'int64'), emit.cast(updates, dtype)], { dtype, shape });
});

/** By comparison with 0 … depth − 1: ONNX's OneHot counts negative indices from the end. */
const oneHot: KernelRecorder = kernel<OneHotAttrs>(
  'OneHot',
  (emit, { indices }, { dtype, depth, onValue, offValue }) => {
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') return emit.unsupported(`the type ${dtype}`);
    const classes = emit.constant(
      Int32Array.from({ length: depth }, (_, index) => index),
      [depth],
    );
    const column = emit.reshape(emit.cast(indices, 'int32'), [...indices.shape, 1]);
    const hit = emit.elementwise('Equal', [column, classes], 'bool');
    if (onValue === 1 && offValue === 0) return emit.cast(hit, dtype);
    return emit.where(hit, emit.scalar(onValue, dtype), emit.scalar(offValue, dtype));
  },
);

/** The k largest elements of the last axis in descending order, equal ones by index, and their indices. */
const topK: KernelRecorder = kernel<TopKAttrs>('TopK', (emit, { x }, { k }) => {
  const shape = [...x.shape.slice(0, -1), k];
  const ordered = x.dtype === 'bool' ? emit.cast(x, 'int32') : x;
  const results = [
    { dtype: ordered.dtype, shape },
    { dtype: 'int64' as const, shape },
  ];
  const [values, indices] = emit.nodes('TopK', [ordered, emit.integers([k])], results, {
    axis: -1,
    largest: 1,
    sorted: 1,
  });
  return [emit.cast(values, x.dtype), emit.cast(indices, 'int32')];
});

/** A tensor of shape s on the diagonal of one of shape [...s, ...s]. */
const diagonal: KernelRecorder = kernel('Diag', (emit, { x }) => {
  const size = sizeOf(x.shape);
  const own = emit.constant(
    Uint8Array.from({ length: size * size }, (_, index) => (index % (size + 1) === 0 ? 1 : 0)),
    [size, size],
  );
  const column = emit.reshape(x, [size, 1]);
  return emit.reshape(emit.where(own, column, emit.scalar(0, x.dtype)), [...x.shape, ...x.shape]);
});

const einsum: KernelRecorder = kernel<EinsumAttrs>('Einsum', (emit, inputs, { equation }) => {
  const operands = Object.values(inputs);
  const [terms, result] = equation.replaceAll(' ', '').split('->');
  const sizes = new Map<string, number>();
  terms.split(',').forEach((term, operand) => {
    [...term].forEach((name, axis) => {
      sizes.set(name, operands[operand].shape[axis]);
    });
  });
  const shape = [...result].map((name) => sizes.get(name) ?? emit.unsupported(`the equation ${equation}`));
  const { dtype } = operands[0];
  if ([...sizes.values()].includes(0)) return emit.fill(shape, 0, dtype);
  return emit.node('Einsum', operands, { dtype, shape }, { equation });
});

export const indexingKernels: readonly KernelRecorder[] = [
  gather,
  gatherNd,
  scatterNd,
  unsortedSegmentSum,
  tensorScatterUpdate,
  oneHot,
  topK,
  diagonal,
  einsum,
];
