import { type LeakyReluAttrs, type LogSoftmaxAttrs, type SoftmaxAttrs, util } from '@tensorflow/tfjs-core';
import type { Value } from '../record/recording.js';
import type { Emitter } from './emitter.js';
import { type KernelRecorder, kernel } from './kernel.js';

/** An activation of float32; other types are converted and the result converted back. */
function activation(name: string, compute: (emit: Emitter, x: Value) => Value): KernelRecorder {
  return kernel(name, (emit, { x }) => emit.cast(compute(emit, emit.cast(x, 'float32')), x.dtype));
}

export function relu6(emit: Emitter, x: Value): Value {
  return emit.elementwise('Clip', [x, emit.scalar(0, x.dtype), emit.scalar(6, x.dtype)]);
}

export function leakyRelu(emit: Emitter, x: Value, alpha: number): Value {
  return emit.elementwise('LeakyRelu', [x], 'float32', { alpha: { float: alpha } });
}

/** 1 / (1 + e⁻ˣ); ONNX Runtime's Sigmoid is 0 below −18, where the logarithm of the result still matters. */
export function sigmoid(emit: Emitter, x: Value): Value {
  const exponential = emit.elementwise('Exp', [emit.elementwise('Neg', [x])]);
  return emit.elementwise('Reciprocal', [emit.elementwise('Add', [exponential, emit.scalar(1)])]);
}

/** x where x ≥ 0, else alpha · x; alpha broadcasts, and ONNX's PRelu broadcasts it in one direction only. */
export function prelu(emit: Emitter, x: Value, alpha: Value): Value {
  const isNegative = emit.elementwise('Less', [x, emit.scalar(0)], 'bool');
  return emit.where(isNegative, emit.elementwise('Mul', [x, alpha]), x);
}

/** Softmax or LogSoftmax along one axis. */
function normalisation(
  kernelName: string,
  axisOf: (attributes: SoftmaxAttrs & LogSoftmaxAttrs) => number,
): KernelRecorder {
  return kernel<SoftmaxAttrs & LogSoftmaxAttrs>(kernelName, (emit, { logits }, attributes) => {
    const [axis] = util.parseAxisParam(axisOf(attributes), [...logits.shape]);
    return emit.elementwise(kernelName, [emit.cast(logits, 'float32')], 'float32', { axis });
  });
}

export const activationKernels: readonly KernelRecorder[] = [
  kernel('Relu', (emit, { x }) => (x.dtype === 'bool' ? x : emit.elementwise('Relu', [x]))),
  kernel('Relu6', (emit, { x }) => (x.dtype === 'bool' ? x : relu6(emit, x))),
  kernel<LeakyReluAttrs>('LeakyRelu', (emit, { x }, { alpha }) => leakyRelu(emit, emit.cast(x, 'float32'), alpha)),
  kernel('Prelu', (emit, { x, alpha }) => prelu(emit, emit.cast(x, 'float32'), emit.cast(alpha, 'float32'))),
  activation('Elu', (emit, x) => emit.elementwise('Elu', [x])),
  activation('Selu', (emit, x) => emit.elementwise('Selu', [x])),
  activation('Sigmoid', sigmoid),
  normalisation('Softmax', ({ dim }) => dim),
  normalisation('LogSoftmax', ({ axis }) => axis),
];
