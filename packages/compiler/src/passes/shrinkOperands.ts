import type { Graph } from '../graph.js';
import { addFilled, broadcastShape, sameShape, shapeOf, uniformNumber } from './graphEditing.js';
import { type Rule, rewrite } from './rewrite.js';

/** Operators that broadcast their operands as NumPy does. */
const broadcasting = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Min', 'Max', 'Where'],
  ...['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'],
]);

/** Lets operators broadcast small operands instead of reading large ones: repeated rows and constants. Exact. */
export function shrinkOperands(graph: Graph): void {
  rewrite(graph, shrinkingRules);
}

const shrink: Rule = ({ op, inputs, outputs, attributes, origin }, { graph, producer, add }) => {
  if (!broadcasting.has(op)) return undefined;
  const info = graph.values.get(outputs[0])!;
  const scalar = (value: string) => {
    const number = shapeOf(graph, value).length > 0 && isFloat(graph, value) ? uniformNumber(graph, value) : undefined;
    return number === undefined ? undefined : addFilled(graph, [], number, origin);
  };
  const unexpanded = (value: string) => {
    const inner = producer(value);
    return inner?.op === 'Expand' ? inner.inputs[0] : undefined;
  };
  // Constants first: they can only become scalars while other operands give the result its shape.
  for (const smaller of [scalar, unexpanded]) {
    for (const [index, value] of inputs.entries()) {
      const replacement = smaller(value);
      if (replacement === undefined) continue;
      const operands = inputs.with(index, replacement);
      const shape = broadcastShape(operands.map((operand) => shapeOf(graph, operand)));
      if (sameShape(shape, info.shape)) return add(op, operands, info, attributes);
    }
  }
  return undefined;
};

/** f(repeat(x), number) → repeat(f(x, number)) */
const expandLater: Rule = ({ op, inputs, outputs, attributes }, { graph, producer, add }) => {
  if (!broadcasting.has(op) || inputs.length !== 2) return undefined;
  for (const index of [0, 1]) {
    const inner = producer(inputs[index]);
    if (inner?.op !== 'Expand' || shapeOf(graph, inputs[1 - index]).length > 0) continue;
    const info = graph.values.get(outputs[0])!;
    const small = add(
      op,
      inputs.with(index, inner.inputs[0]),
      { ...info, shape: shapeOf(graph, inner.inputs[0]) },
      attributes,
    );
    return add('Expand', [small, inner.inputs[1]], info);
  }
  return undefined;
};

const isFloat = (graph: Graph, value: string) => graph.values.get(value)!.dtype === 'float32';

export const shrinkingRules: readonly Rule[] = [shrink, expandLater];
