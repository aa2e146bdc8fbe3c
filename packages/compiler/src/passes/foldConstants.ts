import type { Graph, Node } from '../graph.js';
import { dataTypes } from '../onnx/schema.js';
import { addFilled, uniformNumber } from './graphEditing.js';
import { type Rule, rewrite } from './rewrite.js';

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
};

/** Functions whose float32 result is exact, so that folding changes no bit. */
const unary: Readonly<Record<string, (x: number) => number>> = {
  Neg: (x) => -x,
  Abs: Math.abs,
  Sqrt: Math.sqrt,
  Identity: (x) => x,
};

const rearranging = new Set(['Reshape', 'Expand', 'Transpose', 'Slice']);

/**
 * Computes arithmetic on float constants that have one number in all elements. ONNX Runtime folds everything else; these
 * are folded here since other passes look for them.
 */
export function foldConstants(graph: Graph): void {
  rewrite(graph, foldingRules);
}

const foldArithmetic: Rule = ({ op, inputs, outputs, origin }, { graph }) => {
  const { dtype, shape } = graph.values.get(outputs[0])!;
  if (dtype !== 'float32') return undefined;
  const numbers = inputs.map((input) => uniformNumber(graph, input));
  if (!numbers.every((number) => number !== undefined)) return undefined;
  const [a, b] = numbers;
  // Float32 operands have at most half the digits of a double: rounding the double result rounds once.
  if (inputs.length === 2 && Object.hasOwn(binary, op)) return addFilled(graph, shape, binary[op](a, b), origin);
  if (inputs.length === 1 && Object.hasOwn(unary, op)) return addFilled(graph, shape, unary[op](a), origin);
  return undefined;
};

const foldRearranging: Rule = ({ op, inputs, outputs, origin }, { graph }) => {
  if (!rearranging.has(op)) return undefined;
  const { dtype, shape } = graph.values.get(outputs[0])!;
  const number = dtype === 'float32' ? uniformNumber(graph, inputs[0]) : undefined;
  return number === undefined ? undefined : addFilled(graph, shape, number, origin);
};

const foldCast: Rule = (node: Node, { graph }) => {
  if (node.op !== 'Cast' || node.attributes.to !== dataTypes.float32) return undefined;
  const constant = graph.constants.get(node.inputs[0]);
  if (constant === undefined || constant.data instanceof BigInt64Array || constant.data.length === 0) return undefined;
  const [first] = constant.data;
  const uniform = constant.data.every((number) => number === first);
  return uniform ? addFilled(graph, constant.shape, first, node.origin) : undefined;
};

export const foldingRules: readonly Rule[] = [foldArithmetic, foldRearranging, foldCast];
