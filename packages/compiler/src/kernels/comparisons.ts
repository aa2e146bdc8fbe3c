import { type KernelRecorder, kernel } from './kernel.js';

/** Compares in float32 if an operand is, else in int32; ONNX does not order bool. */
function comparison(kernelName: string, op: string): KernelRecorder {
  return kernel(kernelName, (emit, { a, b }) => {
    const working = a.dtype === 'float32' || b.dtype === 'float32' ? 'float32' : 'int32';
    return emit.elementwise(op, [emit.cast(a, working), emit.cast(b, working)], 'bool');
  });
}

const notEqual: KernelRecorder = kernel('NotEqual', (emit, inputs, attributes) => {
  const equal = comparison('NotEqual', 'Equal').record(emit, inputs, attributes);
  return emit.elementwise('Not', [equal].flat());
});

function logical(kernelName: string, op: string): KernelRecorder {
  return kernel(kernelName, (emit, { a, b }) => emit.elementwise(op, [emit.cast(a, 'bool'), emit.cast(b, 'bool')]));
}

const logicalNot: KernelRecorder = kernel('LogicalNot', (emit, { x }) =>
  emit.elementwise('Not', [emit.cast(x, 'bool')]),
);

const bitwiseAnd: KernelRecorder = kernel('BitwiseAnd', (emit, { a, b }) => emit.elementwise('BitwiseAnd', [a, b]));

/** `condition ? t : e`; the result has the wider of both types. A condition of rank 1 chooses rows. */
const select: KernelRecorder = kernel('Select', (emit, { condition, t, e }) => {
  const dtype = (['float32', 'int32'] as const).find((type) => t.dtype === type || e.dtype === type) ?? 'bool';
  const rank = t.shape.length;
  const rows = condition.shape.length === 1 && rank > 1;
  const chooser = rows ? emit.reshape(condition, [...condition.shape, ...t.shape.slice(1).map(() => 1)]) : condition;
  return emit.where(emit.cast(chooser, 'bool'), emit.cast(t, dtype), emit.cast(e, dtype));
});

export const comparisonKernels: readonly KernelRecorder[] = [
  comparison('Equal', 'Equal'),
  notEqual,
  comparison('Greater', 'Greater'),
  comparison('GreaterEqual', 'GreaterOrEqual'),
  comparison('Less', 'Less'),
  comparison('LessEqual', 'LessOrEqual'),
  logical('LogicalAnd', 'And'),
  logical('LogicalOr', 'Or'),
  logicalNot,
  bitwiseAnd,
  select,
];
