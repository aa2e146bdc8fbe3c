import * as tf from '@tensorflow/tfjs-core';

export type Compute = (...operands: tf.Tensor[]) => tf.Tensor;

/** A function of tensors of these shapes that is made of one kernel, or few. */
export interface DifferentiableCase {
  readonly shapes: readonly (readonly number[])[];
  readonly compute: Compute;
  /** Maps a number of 0.3 ≤ |x| ≤ 1.6 to where the kernel is smooth. */
  readonly domain?: (x: number) => number;
}

const vector = [[5]];
const matrix = [[2, 3]];
const twoMatrices = [
  [2, 3],
  [2, 3],
];
const broadcast = [[2, 1], [3]];
const one = (compute: Compute, domain?: (x: number) => number): DifferentiableCase => ({
  shapes: vector,
  compute,
  ...(domain && { domain }),
});
const many = (
  shapes: DifferentiableCase['shapes'],
  compute: Compute,
  domain?: (x: number) => number,
): DifferentiableCase => ({
  shapes,
  compute,
  ...(domain && { domain }),
});
const bounded = (x: number) => 0.55 * x;
const integers = (...values: number[]) => tf.tensor1d(values, 'int32');

/** Every kernel that has a gradient, by name. */
export const differentiableCases: Readonly<Record<string, DifferentiableCase>> = {
  exp: one(tf.exp),
  expm1: one(tf.expm1),
  log: one(tf.log, Math.abs),
  log1p: one(tf.log1p, Math.abs),
  sqrt: one(tf.sqrt, Math.abs),
  rsqrt: one(tf.rsqrt, (x) => 0.5 + Math.abs(x)),
  square: one(tf.square),
  reciprocal: one(tf.reciprocal, (x) => x + 0.5 * Math.sign(x)),
  neg: one(tf.neg),
  abs: one(tf.abs),
  sin: one(tf.sin),
  cos: one(tf.cos),
  tan: one(tf.tan, bounded),
  asin: one(tf.asin, bounded),
  acos: one(tf.acos, bounded),
  atan: one(tf.atan),
  sinh: one(tf.sinh),
  cosh: one(tf.cosh),
  tanh: one(tf.tanh),
  asinh: one(tf.asinh),
  acosh: one(tf.acosh, (x) => 1.2 + Math.abs(x)),
  atanh: one(tf.atanh, bounded),
  erf: one(tf.erf),
  sigmoid: one(tf.sigmoid),
  softplus: one(tf.softplus),
  logSigmoid: one(tf.logSigmoid),
  relu: one(tf.relu),
  relu6: one((x) => tf.relu6(tf.mul(x, 5.3))),
  elu: one(tf.elu),
  selu: one(tf.selu),
  leakyRelu: one((x) => tf.leakyRelu(x, 0.2)),
  clip: one((x) => tf.clipByValue(x, -0.92, 0.92)),
  floor: one((x) => tf.add(x, tf.floor(tf.mul(x, 0.01)))),
  identity: one((x) => tf.clone(x)),
  softmax: many(matrix, (x) => tf.softmax(x)),
  logSoftmax: many(matrix, (x) => tf.logSoftmax(x)),
  logSumExp: many(matrix, (x) => tf.logSumExp(x, 1)),
  add: many(broadcast, tf.add),
  sub: many(broadcast, tf.sub),
  mul: many(broadcast, tf.mul),
  div: many(broadcast, tf.div, (x) => x + 0.5 * Math.sign(x)),
  pow: many(broadcast, tf.pow, Math.abs),
  maximum: many(broadcast, tf.maximum),
  minimum: many(broadcast, tf.minimum),
  squaredDifference: many(broadcast, tf.squaredDifference),
  atan2: many(broadcast, tf.atan2),
  mod: many(broadcast, (a, b) => tf.mod(tf.add(a, 10.4), tf.add(tf.abs(b), 30))),
  prelu: many([[2, 3], [3]], (x, a) => tf.prelu(x, a)),
  addN: many(twoMatrices, (a, b) => tf.addN([a, b, a])),
  where: many(twoMatrices, (a, b) => tf.where(tf.greater(a, b), tf.mul(a, b), tf.square(b))),
  masked: many(twoMatrices, (a, b) => tf.mul(a, tf.cast(tf.less(b, a), 'float32'))),
  sum: many(matrix, (x) => tf.sum(tf.square(x), 0)),
  mean: many(matrix, (x) => tf.mean(tf.square(x), 1, true)),
  max: many(matrix, (x) => tf.max(x, 1)),
  min: many(matrix, (x) => tf.min(x, 0, true)),
  prod: many([[2, 3, 2]], (x) => tf.prod(x, [0, -1])),
  cumsum: many([[2, 3, 2]], (x) => tf.cumsum(x, 1, true, false)),
  cumsumReverse: many(matrix, (x) => tf.cumsum(x, 0, false, true)),
  matMul: many(
    [
      [2, 3],
      [3, 2],
    ],
    (a, b) => tf.matMul(a, b),
  ),
  matMulTransposed: many(
    [
      [3, 2],
      [2, 3],
    ],
    (a, b) => tf.matMul(a, b, true, true),
  ),
  matMulLeft: many(
    [
      [3, 2],
      [3, 2],
    ],
    (a, b) => tf.matMul(a, b, true, false),
  ),
  matMulRight: many(
    [
      [2, 3],
      [2, 3],
    ],
    (a, b) => tf.matMul(a, b, false, true),
  ),
  matMulShared: many(
    [
      [2, 2, 2],
      [2, 3],
    ],
    (a, b) => tf.matMul(a, b),
  ),
  matMulSharedRight: many(
    [
      [2, 2, 2],
      [1, 3, 2],
    ],
    (a, b) => tf.matMul(a, b, false, true),
  ),
  matMulBatch: many(
    [
      [1, 2, 2],
      [3, 2, 1],
    ],
    (a, b) => tf.matMul(a, b, true),
  ),
  reshape: many(matrix, (x) => tf.reshape(x, [3, 2])),
  expandDims: many(matrix, (x) => tf.expandDims(x, 1)),
  transpose: many([[2, 1, 3]], (x) => tf.transpose(x, [2, 0, 1])),
  reverse: many(matrix, (x) => tf.reverse(x, 1)),
  concat: many(
    [
      [2, 1],
      [2, 2],
    ],
    (a, b) => tf.concat([a, b, a], 1),
  ),
  stack: many(twoMatrices, (a, b) => tf.stack([a, b], 1)),
  split: many([[2, 4]], (x) => tf.mul(...(tf.split(x, 2, 1) as [tf.Tensor, tf.Tensor]))),
  splitPart: many([[2, 4]], (x) => tf.split(x, [1, 3], -1)[1]),
  unstack: many(matrix, (x) => tf.mul(...(tf.unstack(x, 0) as [tf.Tensor, tf.Tensor]))),
  slice: many(matrix, (x) => tf.slice(x, [0, 1], [2, -1])),
  stridedSlice: many([[5, 2]], (x) => tf.stridedSlice(x, [4, 0], [0, 2], [-2, 1])),
  pad: many(matrix, (x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [0, 2],
      ],
      0.5,
    ),
  ),
  mirrorPad: many(matrix, (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 0],
        [2, 1],
      ],
      'reflect',
    ),
  ),
  tile: many(matrix, (x) => tf.tile(x, [2, 3])),
  broadcastTo: many([[2, 1, 2]], (x) => tf.broadcastTo(x, [3, 2, 3, 2])),
  gather: many([[2, 3, 2]], (x) =>
    tf.gather(
      x,
      tf.tensor2d(
        [
          [2, 0],
          [0, 0],
        ],
        [2, 2],
        'int32',
      ) as unknown as tf.Tensor1D,
      1,
    ),
  ),
  gatherBatch: many([[2, 3]], (x) =>
    tf.gather(
      x,
      tf.tensor2d(
        [
          [2, 2],
          [1, 0],
        ],
        [2, 2],
        'int32',
      ) as unknown as tf.Tensor1D,
      1,
      1,
    ),
  ),
  gatherNd: many([[2, 3]], (x) =>
    tf.gatherND(
      x,
      tf.tensor2d(
        [
          [1, 2],
          [0, 0],
          [1, 2],
        ],
        [3, 2],
        'int32',
      ),
    ),
  ),
  scatterNd: many([[3, 2]], (x) => tf.scatterND(tf.tensor2d([[3], [0], [3]], [3, 1], 'int32'), x, [4, 2])),
  update: many(
    [
      [3, 2],
      [2, 2],
    ],
    (x, updates) => tf.tensorScatterUpdate(tf.add(x, 0), tf.tensor2d([[2], [0]], [2, 1], 'int32'), updates),
  ),
  segmentSum: many([[4, 2]], (x) => tf.unsortedSegmentSum(x, integers(1, 0, 1, -1), 3)),
  topk: many(matrix, (x) => tf.topk(x, 2).values),
  indexed: many(matrix, (x) => tf.gather(tf.reshape(x, [6]), tf.topk(tf.reshape(x, [6]), 3).indices)),
  diag: many([[3]], (x) => tf.diag(x)),
  band: many([[3, 3]], (x) => tf.linalg.bandPart(x, 0, 1)),
  norm: many(matrix, (x) => tf.norm(x)),
  nested: one((x) => tf.tanh(tf.mul(tf.exp(tf.mul(x, 0.5)), tf.sigmoid(x)))),
  moments: many(matrix, (x) => tf.moments(x, 1).variance),
};
