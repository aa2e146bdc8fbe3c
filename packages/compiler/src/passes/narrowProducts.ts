import type { Graph, Node } from '../graph.js';
import { addIntegers, shapeOf, sizeOf } from './graphEditing.js';
import { type RewriteContext, type Rule, rewrite } from './rewrite.js';

/** Products of a column and a row, written in the way that ONNX Runtime computes about twice as fast. */
export function multiplyOuterProducts(graph: Graph): void {
  rewrite(graph, [multiplyOuter]);
}

/** Products whose result is a column, likewise. */
export function transposeColumns(graph: Graph): void {
  rewrite(graph, [transposeColumn]);
}

/** A column times a row: an elementwise product that broadcasts. */
const multiplyOuter: Rule = (node, context) => {
  const { graph } = context;
  const info = graph.values.get(node.outputs[0])!;
  const [rows, columns] = info.shape;
  const { transA = 0, transB = 0, ...others } = node.attributes;
  const isPlain = node.op === 'Gemm' && node.inputs.length === 2 && Object.keys(others).length === 0;
  if (!isPlain || info.dtype !== 'float32' || sizeOf(shapeOf(graph, node.inputs[0])) !== rows) return undefined;
  const column = transA === 0 ? node.inputs[0] : reshape(context, node, node.inputs[0], [rows, 1]);
  const row = transB === 0 ? node.inputs[1] : reshape(context, node, node.inputs[1], [1, columns]);
  return context.add('Mul', [column, row], info);
};

/**
 * One column, A·b: as (bᵀ·Aᵀ)ᵀ, which has one row. A column and a row have the same elements in the same order, so the
 * outer transposition is a reshape.
 */
const transposeColumn: Rule = (node, context) => {
  const { graph, add } = context;
  const info = graph.values.get(node.outputs[0])!;
  if (node.op !== 'Gemm' || info.dtype !== 'float32' || info.shape[1] !== 1 || info.shape[0] === 1) return undefined;
  const [a, b, bias] = node.inputs;
  if (bias !== undefined && sizeOf(shapeOf(graph, bias)) !== 1) return undefined;
  const { transA = 0, transB = 0, ...others } = node.attributes;
  const flipped = { ...others, transA: transB === 0 ? 1 : 0, transB: transA === 0 ? 1 : 0 };
  const operands = bias === undefined ? [b, a] : [b, a, bias];
  const row = add('Gemm', operands, { ...info, shape: [1, info.shape[0]] }, flipped);
  return reshape(context, node, row, info.shape);
};

function reshape({ graph, add }: RewriteContext, node: Node, value: string, shape: readonly number[]): string {
  return add('Reshape', [value, addIntegers(graph, shape, node.origin)], { dtype: 'float32', shape });
}
