import type { Value } from '../record/recording.js';
import type { Emitter } from './emitter.js';
import { type KernelRecorder, kernel } from './kernel.js';

type Compute = (emit: Emitter, a: Value, b: Value) => Value;

/**
 * A kernel of two operands. It computes in float32 if an operand is float32, else in int32, since ONNX has no
 * arithmetic on bool; the result gets the type of the first operand, which tfjs makes equal to that of the second.
 */
function binary(kernelName: string, compute: Compute): KernelRecorder {
  return kernel(kernelName, (emit, { a, b }) => {
    const working = a.dtype === 'float32' || b.dtype === 'float32' ? 'float32' : 'int32';
    return emit.cast(compute(emit, emit.cast(a, working), emit.cast(b, working)), a.dtype);
  });
}

const operator =
  (op: string): Compute =>
  (emit, a, b) =>
    emit.elementwise(op, [a, b]);

/**
 * A divisor that int32 division cannot trap on. The processor traps on x / 0 and on −2³¹ / −1; both are replaced by 1
 * and put right afterwards.
 */
function safeDivisor(emit: Emitter, b: Value) {
  const isZero = emit.elementwise('Equal', [b, emit.scalar(0, 'int32')], 'bool');
  const isMinusOne = emit.elementwise('Equal', [b, emit.scalar(-1, 'int32')], 'bool');
  const divisor = emit.where(emit.elementwise('Or', [isZero, isMinusOne]), emit.scalar(1, 'int32'), b);
  return { isZero, isMinusOne, divisor };
}

/** Whether a remainder is not zero and has another sign than the divisor. */
function oppositeSigns(emit: Emitter, remainder: Value, divisor: Value): Value {
  const zero = emit.scalar(0, remainder.dtype);
  const isNegative = (x: Value) => emit.elementwise('Less', [x, zero], 'bool');
  const isNotZero = emit.elementwise('Not', [emit.elementwise('Equal', [remainder, zero], 'bool')]);
  return emit.elementwise('And', [isNotZero, emit.elementwise('Xor', [isNegative(remainder), isNegative(divisor)])]);
}

/** ⌊a / b⌋ of integers; ONNX's Div truncates. x / 0 is 0, as in tfjs. */
function integerFloorDivision(emit: Emitter, a: Value, b: Value): Value {
  const { isZero, isMinusOne, divisor } = safeDivisor(emit, b);
  const truncated = emit.elementwise('Div', [a, divisor]);
  const remainder = emit.elementwise('Sub', [a, emit.elementwise('Mul', [truncated, divisor])]);
  const correction = emit.cast(oppositeSigns(emit, remainder, divisor), 'int32');
  const floored = emit.elementwise('Sub', [truncated, correction]);
  const byNonZero = emit.where(isMinusOne, emit.elementwise('Neg', [a]), floored);
  return emit.where(isZero, emit.scalar(0, 'int32'), byNonZero);
}

const floorDivision: KernelRecorder = kernel('FloorDiv', (emit, { a, b }) => {
  if (a.dtype === 'float32' || b.dtype === 'float32') {
    const quotient = emit.elementwise('Div', [emit.cast(a, 'float32'), emit.cast(b, 'float32')]);
    return emit.cast(emit.elementwise('Floor', [quotient]), 'int32');
  }
  return integerFloorDivision(emit, emit.cast(a, 'int32'), emit.cast(b, 'int32'));
});

/** The remainder with the sign of the divisor, as in Python; ONNX's float Mod has that of the dividend. */
function modulo(emit: Emitter, a: Value, b: Value): Value {
  if (a.dtype === 'int32') {
    const { isZero, divisor } = safeDivisor(emit, b);
    return emit.where(isZero, emit.scalar(0, 'int32'), emit.elementwise('Mod', [a, divisor]));
  }
  const remainder = emit.elementwise('Mod', [a, b], 'float32', { fmod: 1 });
  return emit.where(oppositeSigns(emit, remainder, b), emit.elementwise('Add', [remainder, b]), remainder);
}

function division(emit: Emitter, a: Value, b: Value): Value {
  return emit.elementwise('Div', [emit.cast(a, 'float32'), emit.cast(b, 'float32')]);
}

function squaredDifference(emit: Emitter, a: Value, b: Value): Value {
  const difference = emit.elementwise('Sub', [a, b]);
  return emit.elementwise('Mul', [difference, difference]);
}

/** Whether the sign bit is set, also of −0 (1 / −0 is −∞). */
function hasSignBit(emit: Emitter, x: Value): Value {
  const zero = emit.scalar(0);
  const isNegative = emit.elementwise('Less', [x, zero], 'bool');
  const isNegativeZero = emit.elementwise('Less', [emit.elementwise('Reciprocal', [x]), zero], 'bool');
  return emit.elementwise('Or', [isNegative, isNegativeZero]);
}

/** The angle of (x, y) in (−π, π], right in all quadrants and for ±0 and ±∞. */
function arctangent2(emit: Emitter, y: Value, x: Value): Value {
  const absY = emit.elementwise('Abs', [y]);
  const absX = emit.elementwise('Abs', [x]);
  const larger = emit.elementwise('Max', [absX, absY]);
  const smaller = emit.elementwise('Min', [absX, absY]);
  const zero = emit.scalar(0);
  // Equal sizes have slope 1 (∞/∞ included), but the origin has angle 0.
  const equal = emit.elementwise('Equal', [larger, smaller], 'bool');
  const slope = emit.where(equal, emit.scalar(1), emit.elementwise('Div', [smaller, larger]));
  const atOrigin = emit.elementwise('Equal', [larger, zero], 'bool');
  const octant = emit.elementwise('Atan', [emit.where(atOrigin, zero, slope)]);
  const steep = emit.elementwise('Greater', [absY, absX], 'bool');
  const quadrant = emit.where(steep, emit.elementwise('Sub', [emit.scalar(Math.PI / 2), octant]), octant);
  const left = hasSignBit(emit, x);
  const half = emit.where(left, emit.elementwise('Sub', [emit.scalar(Math.PI), quadrant]), quadrant);
  return emit.where(hasSignBit(emit, y), emit.elementwise('Neg', [half]), half);
}

/** atan2 in float32 whatever the operands are. */
function floatArctangent2(emit: Emitter, a: Value, b: Value): Value {
  return arctangent2(emit, emit.cast(a, 'float32'), emit.cast(b, 'float32'));
}

const addN: KernelRecorder = kernel('AddN', (emit, inputs) => {
  const terms = Object.values(inputs);
  if (terms[0].dtype === 'bool') emit.unsupported('bool tensors');
  return terms.reduce((sum, term) => emit.elementwise('Add', [sum, emit.cast(term, sum.dtype)]));
});

export const arithmeticKernels: readonly KernelRecorder[] = [
  binary('Add', operator('Add')),
  binary('Sub', operator('Sub')),
  binary('Multiply', operator('Mul')),
  binary('RealDiv', division),
  floorDivision,
  binary('Mod', modulo),
  binary('Pow', operator('Pow')),
  binary('Maximum', operator('Max')),
  binary('Minimum', operator('Min')),
  binary('SquaredDifference', squaredDifference),
  binary('Atan2', floatArctangent2),
  addN,
];
