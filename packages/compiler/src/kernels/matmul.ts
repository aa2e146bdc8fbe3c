import { type _FusedMatMulAttrs, type BatchMatMulAttrs, broadcast_util, util } from '@tensorflow/tfjs-core';
import type { Value } from '../record/recording.js';
import { leakyRelu, prelu, relu6, sigmoid } from './activations.js';
import { type Emitter, sizeOf } from './emitter.js';
import { type KernelRecorder, kernel } from './kernel.js';

/**
 * The product of matrices in the last two dimensions of a and b, whose other dimensions broadcast. One matrix times
 * one, or rows times one matrix, is a Gemm: it takes transposed operands, and a bias and an activation can be fused
 * into it.
 */
function product(emit: Emitter, a: Value, b: Value, transposeA: boolean, transposeB: boolean): Value {
  const [rows, inner] = lastTwo(a.shape, transposeA);
  const [innerB, columns] = lastTwo(b.shape, transposeB);
  util.assert(inner === innerB, () => `matMul: the inner shapes of [${a.shape}] and [${b.shape}] must be equal`);
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const batch = broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const shape = [...batch, rows, columns];
  if (inner === 0) return emit.fill(shape, 0, a.dtype);
  const oneRight = sizeOf(batchB) === 1;
  if (a.dtype === 'float32' && oneRight && (sizeOf(batchA) === 1 || !transposeA)) {
    const left = emit.reshape(a, transposeA ? [inner, rows] : [sizeOf(batchA) * rows, inner]);
    const right = emit.reshape(b, b.shape.slice(-2));
    const result = { dtype: a.dtype, shape: [sizeOf(batch) * rows, columns] };
    const flags = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
    return emit.reshape(emit.node('Gemm', [left, right], result, flags), shape);
  }
  const operands = [transposeA ? swapLastTwo(emit, a) : a, transposeB ? swapLastTwo(emit, b) : b];
  return emit.node('MatMul', operands, { dtype: a.dtype, shape });
}

function lastTwo(shape: readonly number[], transposed: boolean): [number, number] {
  const [first, second] = shape.slice(-2);
  return transposed ? [second, first] : [first, second];
}

function swapLastTwo(emit: Emitter, x: Value): Value {
  const rank = x.shape.length;
  return emit.transpose(x, [...x.shape.slice(0, -2).keys(), rank - 1, rank - 2]);
}

/** ONNX Runtime multiplies matrices of float32 and int32. */
function matMul(emit: Emitter, a: Value, b: Value, { transposeA, transposeB }: BatchMatMulAttrs): Value {
  const dtype = a.dtype === 'float32' || b.dtype === 'float32' ? 'float32' : 'int32';
  return emit.cast(product(emit, emit.cast(a, dtype), emit.cast(b, dtype), transposeA, transposeB), a.dtype);
}

function activate(emit: Emitter, x: Value, attributes: _FusedMatMulAttrs, preluWeights: Value | undefined): Value {
  const { activation, leakyreluAlpha } = attributes;
  if (activation === 'linear') return x;
  if (activation === 'relu') return emit.elementwise('Relu', [x]);
  if (activation === 'elu') return emit.elementwise('Elu', [x]);
  if (activation === 'sigmoid') return sigmoid(emit, x);
  if (activation === 'relu6') return relu6(emit, x);
  if (activation === 'leakyrelu' && leakyreluAlpha !== undefined) return leakyRelu(emit, x, leakyreluAlpha);
  if (activation === 'prelu' && preluWeights !== undefined) return prelu(emit, x, preluWeights);
  return emit.unsupported(`the activation ${activation}`);
}

export const matMulKernels: readonly KernelRecorder[] = [
  kernel<BatchMatMulAttrs>('BatchMatMul', (emit, { a, b }, attributes) => matMul(emit, a, b, attributes)),
  kernel<_FusedMatMulAttrs>('_FusedMatMul', (emit, inputs, attributes) => {
    const { a, b, bias, preluActivationWeights } = inputs as typeof inputs & {
      bias?: Value;
      preluActivationWeights?: Value;
    };
    const result = matMul(emit, a, b, attributes);
    const biased = bias === undefined ? result : emit.elementwise('Add', [result, bias]);
    return activate(emit, biased, attributes, preluActivationWeights);
  }),
];
