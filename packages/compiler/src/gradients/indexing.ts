import * as tf from '@tensorflow/tfjs-core';
import { gradient, gradientOfMany, zeros } from './gradient.js';

/** Adds the elements of `dy` to zeros of `shape` at the places that gathering along `axis` took them from. */
export function scatterBack(
  dy: tf.Tensor,
  indices: tf.Tensor,
  shape: readonly number[],
  axis: number,
  batchDims: number,
): tf.Tensor {
  const batch = shape.slice(0, batchDims);
  const between = shape.slice(batchDims, axis);
  const behind = shape.slice(axis + 1);
  const chosen = indices.shape.slice(batchDims);
  const size = shape[axis];
  if (shape.includes(0) || dy.size === 0) return tf.zeros([...shape]);
  // Gathered dimensions go in front of those between batch and axis: [batch, chosen, between, behind].
  const order = [...Array(dy.rank).keys()];
  const at = batchDims + between.length;
  const front = [
    ...order.slice(0, batchDims),
    ...order.slice(at, at + chosen.length),
    ...order.slice(batchDims, at),
    ...order.slice(at + chosen.length),
  ];
  const rowCount = tf.util.sizeFromShape(batch);
  const rows = tf.reshape(tf.transpose(dy, front), [indices.size, ...between, ...behind]);
  // One number for batch row and index together.
  const offsets = tf.tensor1d(
    Int32Array.from({ length: rowCount }, (_, row) => row * size),
    'int32',
  );
  const places = tf.add(tf.reshape(indices, [rowCount, -1]), tf.expandDims(offsets, 1));
  const table = tf.scatterND(tf.reshape(places, [-1, 1]), rows, [rowCount * size, ...between, ...behind]);
  const moved = tf.reshape(table, [...batch, size, ...between, ...behind]);
  const back = [...Array(shape.length).keys()].toSpliced(batchDims, 1).toSpliced(axis, 0, batchDims);
  return tf.transpose(moved, back);
}

const gather = gradient<tf.GatherV2Attrs>('GatherV2', { inputs: ['x', 'indices'] }, (dy, [x, indices], attributes) => ({
  x: () => {
    const [axis] = tf.util.parseAxisParam(attributes.axis, x.shape);
    return scatterBack(dy, indices, x.shape, axis, attributes.batchDims ?? 0);
  },
  indices: () => zeros(indices),
}));

const gatherNd = gradient('GatherNd', { inputs: ['params', 'indices'] }, (dy, [params, indices]) => ({
  params: () => tf.scatterND(asInt32(indices), dy, params.shape),
  indices: () => zeros(indices),
}));

const scatterNd = gradient('ScatterNd', { inputs: ['indices', 'updates'] }, (dy, [indices, updates]) => ({
  indices: () => zeros(indices),
  updates: () => tf.reshape(tf.gatherND(dy, indices.rank > 1 ? indices : tf.expandDims(indices, 1)), updates.shape),
}));

const tensorScatterUpdate = gradient(
  'TensorScatterUpdate',
  { inputs: ['tensor', 'indices', 'updates'] },
  (dy, [tensor, indices, updates]) => ({
    tensor: () => {
      const count = tf.scatterND(asInt32(indices), tf.onesLike(updates), tensor.shape);
      return tf.where(tf.greater(count, 0), tf.zerosLike(dy), dy);
    },
    indices: () => zeros(indices),
    updates: () => tf.reshape(tf.gatherND(dy, indices), updates.shape),
  }),
);

const diagonal = gradient('Diag', { inputs: ['x'] }, (dy, [x]) => ({
  x: () => {
    const square = tf.reshape(dy, [x.size, x.size]);
    return tf.reshape(tf.sum(tf.where(tf.cast(tf.eye(x.size), 'bool'), square, 0), 1), x.shape);
  },
}));

/** The values are gathered from each row; the indices have no gradient. */
const topK = gradientOfMany('TopK', { inputs: ['x'], outputs: [false, true] }, ([dy], [x, indices]) => ({
  x: () => scatterBack(dy, indices, x.shape, x.rank - 1, x.rank - 1),
}));

/** Segments outside of the range were dropped. */
const unsortedSegmentSum = gradient<tf.UnsortedSegmentSumAttrs>(
  'UnsortedSegmentSum',
  { inputs: ['x', 'segmentIds'] },
  (dy, [x, segmentIds], { numSegments }) => ({
    x: () => {
      const ids = asInt32(segmentIds);
      const kept = tf.logicalAnd(tf.greaterEqual(ids, 0), tf.less(ids, numSegments));
      const rows = tf.gather(dy, tf.cast(tf.clipByValue(ids, 0, numSegments - 1), 'int32'));
      const column = tf.reshape(kept, [...ids.shape, ...x.shape.slice(ids.rank).map(() => 1)]);
      return tf.where(column, rows, tf.zerosLike(rows));
    },
    segmentIds: () => zeros(segmentIds),
  }),
);

const asInt32 = (indices: tf.Tensor) => tf.cast(indices, 'int32');

export const indexingGradients: readonly tf.GradConfig[] = [
  gather,
  gatherNd,
  scatterNd,
  tensorScatterUpdate,
  unsortedSegmentSum,
  topK,
  diagonal,
];
