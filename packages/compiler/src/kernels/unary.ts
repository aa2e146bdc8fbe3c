import type { CastAttrs, ClipByValueAttrs, StepAttrs } from '@tensorflow/tfjs-core';
import type { Value } from '../record/recording.js';
import type { Emitter } from './emitter.js';
import { type KernelRecorder, kernel } from './kernel.js';

type Compute = (emit: Emitter, x: Value) => Value;

/** A function of float32; other types are converted and the result converted back, as tfjs does. */
function unary(kernelName: string, compute: Compute): KernelRecorder {
  return kernel(kernelName, (emit, { x }) => emit.cast(compute(emit, emit.cast(x, 'float32')), x.dtype));
}

/** An operator that is exact on integers too. */
function numeric(kernelName: string, op: string): KernelRecorder {
  return kernel(kernelName, (emit, { x }) => {
    const working = x.dtype === 'bool' ? 'int32' : x.dtype;
    return emit.cast(emit.elementwise(op, [emit.cast(x, working)]), x.dtype);
  });
}

/** Rounding, which leaves integers alone. */
function rounding(kernelName: string, op: string): KernelRecorder {
  return kernel(kernelName, (emit, { x }) => (x.dtype === 'float32' ? emit.elementwise(op, [x]) : x));
}

/** A test of float32 for special values; `ofIntegers` is the answer for other types. */
function classification(kernelName: string, test: Compute, ofIntegers: boolean): KernelRecorder {
  return kernel(kernelName, (emit, { x }) =>
    x.dtype === 'float32' ? test(emit, x) : emit.fill(x.shape, ofIntegers ? 1 : 0, 'bool'),
  );
}

const operator =
  (op: string): Compute =>
  (emit, x) =>
    emit.elementwise(op, [x]);

/** eˣ − 1 without cancellation near 0: tanh(x/2) · (eˣ + 1). */
function exponentialMinusOne(emit: Emitter, x: Value): Value {
  const tangent = emit.elementwise('Tanh', [emit.elementwise('Mul', [x, emit.scalar(0.5)])]);
  const sum = emit.elementwise('Add', [emit.elementwise('Exp', [x]), emit.scalar(1)]);
  return emit.elementwise('Mul', [tangent, sum]);
}

/**
 * ln(1 + x). With u the rounded 1 + x, the rounding error x − (u − 1) is exact and adds (x − (u − 1)) / u to ln u. The
 * correction only matters, and is only finite at the ends of the range, for |x| < ½.
 */
function logarithmPlusOne(emit: Emitter, x: Value): Value {
  const one = emit.scalar(1);
  const rounded = emit.elementwise('Add', [x, one]);
  const error = emit.elementwise('Sub', [x, emit.elementwise('Sub', [rounded, one])]);
  const logarithm = emit.elementwise('Log', [rounded]);
  const corrected = emit.elementwise('Add', [logarithm, emit.elementwise('Div', [error, rounded])]);
  const isSmall = emit.elementwise('Less', [emit.elementwise('Abs', [x]), emit.scalar(0.5)], 'bool');
  return emit.where(isSmall, corrected, logarithm);
}

const square: KernelRecorder = kernel('Square', (emit, { x }) =>
  x.dtype === 'bool' ? x : emit.elementwise('Mul', [x, x]),
);

/** 1 where x > 0, else `alpha`; NaN stays. */
const step: KernelRecorder = kernel<StepAttrs>('Step', (emit, { x }, { alpha }) => {
  const float = emit.cast(x, 'float32');
  const positive = emit.elementwise('Greater', [float, emit.scalar(0)], 'bool');
  const result = emit.where(positive, emit.scalar(1), emit.scalar(alpha));
  if (x.dtype !== 'float32') return emit.cast(result, x.dtype);
  return emit.where(emit.elementwise('IsNaN', [x], 'bool'), x, result);
});

const cast: KernelRecorder = kernel<CastAttrs>('Cast', (emit, { x }, { dtype }) => {
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') return emit.unsupported(`the type ${dtype}`);
  return emit.cast(x, dtype);
});

const int32Bounds = (value: number) => Math.trunc(Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1));

const clipByValue: KernelRecorder = kernel<ClipByValueAttrs>('ClipByValue', (emit, { x }, attributes) => {
  const { clipValueMin, clipValueMax } = attributes;
  const clip = (value: Value, low: number, high: number) =>
    emit.elementwise('Clip', [value, emit.scalar(low, value.dtype), emit.scalar(high, value.dtype)]);
  if (x.dtype === 'float32') return clip(x, clipValueMin, clipValueMax);
  return emit.cast(clip(emit.cast(x, 'int32'), int32Bounds(clipValueMin), int32Bounds(clipValueMax)), x.dtype);
});

const finite: Compute = (emit, x) =>
  emit.elementwise('Less', [emit.elementwise('Abs', [x]), emit.scalar(Number.POSITIVE_INFINITY)], 'bool');

export const unaryKernels: readonly KernelRecorder[] = [
  numeric('Abs', 'Abs'),
  numeric('Neg', 'Neg'),
  numeric('Sign', 'Sign'),
  rounding('Floor', 'Floor'),
  rounding('Ceil', 'Ceil'),
  rounding('Round', 'Round'),
  ...['Exp', 'Log', 'Sqrt', 'Reciprocal', 'Erf', 'Softplus', 'Tanh'].map((name) => unary(name, operator(name))),
  ...['Sin', 'Cos', 'Tan', 'Asin', 'Acos', 'Atan'].map((name) => unary(name, operator(name))),
  ...['Sinh', 'Cosh', 'Asinh', 'Acosh', 'Atanh'].map((name) => unary(name, operator(name))),
  unary('Expm1', exponentialMinusOne),
  unary('Log1p', logarithmPlusOne),
  unary('Rsqrt', (emit, x) => emit.elementwise('Reciprocal', [emit.elementwise('Sqrt', [x])])),
  classification('IsNan', (emit, x) => emit.elementwise('IsNaN', [x], 'bool'), false),
  classification('IsInf', (emit, x) => emit.elementwise('IsInf', [x], 'bool'), false),
  classification('IsFinite', finite, true),
  square,
  step,
  cast,
  clipByValue,
];
