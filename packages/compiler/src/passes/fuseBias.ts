import type { Graph, Node } from '../graph.js';
import { sameShape, shapeOf, useCounts } from './graphEditing.js';
import { type RewriteContext, type Rule, rewrite } from './rewrite.js';

/**
 * Add(A·B, bias) → Gemm(A, B, bias), for matrices; ONNX Runtime then also fuses an activation that follows. The bias is
 * a vector of the columns or a row; products that are used elsewhere stay.
 */
export function fuseBias(graph: Graph): void {
  const uses = useCounts(graph);
  rewrite(graph, [(node, context) => fuse(node, context, uses)]);
}

type Uses = ReadonlyMap<string, number>;

function fuse(node: Node, { graph, producer, add }: RewriteContext, uses: Uses): ReturnType<Rule> {
  if (node.op !== 'Add') return undefined;
  const info = graph.values.get(node.outputs[0])!;
  for (const index of [0, 1]) {
    const product = producer(node.inputs[index]);
    const bias = node.inputs[1 - index];
    if (product === undefined || uses.get(product.outputs[0]) !== 1 || !isPlainProduct(graph, product)) continue;
    const [, columns] = info.shape;
    const biasShape = shapeOf(graph, bias);
    const fits = sameShape(biasShape, [columns]) || sameShape(biasShape, [1, columns]);
    if (!fits || !sameShape(shapeOf(graph, product.outputs[0]), info.shape)) continue;
    return add('Gemm', [...product.inputs, bias], info, product.attributes);
  }
  return undefined;
}

/** A product of two float matrices without a bias yet. */
const isPlainProduct = (graph: Graph, { op, inputs, outputs }: Node) =>
  (op === 'Gemm' || op === 'MatMul') &&
  inputs.length === 2 &&
  graph.values.get(outputs[0])!.dtype === 'float32' &&
  inputs.every((value) => shapeOf(graph, value).length === 2);
