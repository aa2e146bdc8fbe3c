import * as tf from '@tensorflow/tfjs-core';
import { mirrorIndices, stridedRange } from '../kernels/layout.js';
import { gradient, gradientOfList, gradientOfMany, sumTo, zeros } from './gradient.js';
import { scatterBack } from './indexing.js';

const identity = gradient('Identity', {}, (dy) => ({ x: () => tf.clone(dy) }));

const reshape = gradient('Reshape', { inputs: ['x'] }, (dy, [x]) => ({ x: () => tf.reshape(dy, x.shape) }));

const expandDims = gradient('ExpandDims', { inputs: ['input'] }, (dy, [input]) => ({
  input: () => tf.reshape(dy, input.shape),
}));

const transpose = gradient<tf.TransposeAttrs>('Transpose', {}, (dy, _, { perm }) => ({
  x: () =>
    tf.transpose(
      dy,
      perm.map((_, axis) => perm.indexOf(axis)),
    ),
}));

const reverse = gradient<tf.ReverseAttrs>('Reverse', {}, (dy, _, { dims }) => ({ x: () => tf.reverse(dy, dims) }));

const concat = gradientOfList<tf.ConcatAttrs>('Concat', (dy, parts, { axis: wanted }) => {
  const [axis] = tf.util.parseAxisParam(wanted, parts[0].shape);
  return tf.split(
    dy,
    parts.map(({ shape }) => shape[axis]),
    axis,
  );
});

const pack = gradientOfList<tf.PackAttrs>('Pack', (dy, _, { axis }) => tf.unstack(dy, axis));

const addN = gradientOfList('AddN', (dy, terms) => terms.map(() => tf.clone(dy)));

const splitV = gradientOfMany<tf.SplitVAttrs>('SplitV', {}, (dys, _, { axis }) => ({
  x: () => tf.concat([...dys], axis),
}));

const unpack = gradientOfMany<tf.UnpackAttrs>('Unpack', {}, (dys, _, { axis }) => ({
  value: () => tf.stack([...dys], axis),
}));

const slice = gradient<tf.SliceAttrs>('Slice', { inputs: ['x'] }, (dy, [x], attributes) => ({
  x: () => {
    const [begin, size] = tf.slice_util.parseSliceParams(x, attributes.begin, attributes.size);
    return tf.pad(
      dy,
      x.shape.map((whole, axis): [number, number] => [begin[axis], whole - begin[axis] - size[axis]]),
    );
  },
}));

const stridedSlice = gradient<tf.StridedSliceAttrs>('StridedSlice', { inputs: ['x'] }, (dy, [x], attributes) => ({
  x: () => {
    const { begin, size, strides } = stridedRange(x.shape, attributes);
    return size.reduce(
      (slopes, count, axis) => {
        if (count === x.shape[axis] && strides[axis] === 1) return slopes;
        const places = Int32Array.from({ length: count }, (_, index) => begin[axis] + index * strides[axis]);
        return scatterBack(slopes, tf.tensor1d(places, 'int32'), slopes.shape.with(axis, x.shape[axis]), axis, 0);
      },
      tf.reshape(dy, size),
    );
  },
}));

const pad = gradient<tf.PadV2Attrs>('PadV2', { inputs: ['x'] }, (dy, [x], { paddings }) => ({
  x: () =>
    tf.slice(
      dy,
      paddings.map(([before]) => before),
      x.shape,
    ),
}));

/** tfjs forgets the mirrored copies. */
const mirrorPad = gradient<tf.MirrorPadAttrs>('MirrorPad', { inputs: ['x'] }, (dy, [x], { paddings, mode }) => ({
  x: () =>
    paddings.reduce((slopes, padding, axis) => {
      const places = tf.tensor1d(mirrorIndices(x.shape[axis], padding, mode), 'int32');
      return scatterBack(slopes, places, slopes.shape.with(axis, x.shape[axis]), axis, 0);
    }, dy),
}));

/** tfjs adds slices one by one, and only up to rank 4. */
const tile = gradient<tf.TileAttrs>('Tile', { inputs: ['x'] }, (dy, [x], { reps }) => ({
  x: () => {
    if (dy.size === 0) return zeros(x);
    const interleaved = x.shape.flatMap((size, axis) => [reps[axis], size]);
    const repetitions = reps.flatMap((count, axis) => (count > 1 ? [2 * axis] : []));
    return tf.reshape(tf.sum(tf.reshape(dy, interleaved), repetitions), x.shape);
  },
}));

const broadcastTo = gradient('BroadcastTo', { inputs: ['x'] }, (dy, [x]) => ({ x: () => sumTo(dy, x.shape) }));

export const layoutGradients: readonly tf.GradConfig[] = [
  identity,
  reshape,
  expandDims,
  transpose,
  reverse,
  concat,
  pack,
  addN,
  splitV,
  unpack,
  slice,
  stridedSlice,
  pad,
  mirrorPad,
  tile,
  broadcastTo,
];
