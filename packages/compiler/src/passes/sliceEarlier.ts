import type { Graph, Node } from '../graph.js';
import { addIntegers, integersOf, shapeOf, useCounts } from './graphEditing.js';
import { type RewriteContext, rewrite } from './rewrite.js';

const elementwise = new Set(['Add', 'Sub', 'Mul', 'Div', 'Neg']);

/**
 * Computes only what is used: where one part of a split matrix is needed, the rest of the product that made it, and of the
 * arithmetic in between, is left out. Gradients with respect to actions, say, that entered a network beside observations. Exact.
 */
export function sliceEarlier(graph: Graph): void {
  sliceInsteadOfSplitting(graph);
  let before: number;
  do {
    before = graph.nameCounter;
    const uses = useCounts(graph);
    rewrite(graph, [(node, context) => moveUp(node, context, uses)]);
  } while (graph.nameCounter !== before);
}

/** A split of which one part is used is a slice. */
function sliceInsteadOfSplitting(graph: Graph): void {
  const uses = useCounts(graph);
  graph.nodes = graph.nodes.map((node): Node => {
    const used = node.outputs.filter((value) => uses.has(value));
    if (node.op !== 'Split' || used.length !== 1 || node.outputs.length === 1) return node;
    const { inputs, attributes, origin } = node;
    const rank = shapeOf(graph, inputs[0]).length;
    const axis = (Number(attributes.axis ?? 0) + rank) % rank;
    const sizes = node.outputs.map((value) => shapeOf(graph, value)[axis]);
    const place = node.outputs.indexOf(used[0]);
    const start = sizes.slice(0, place).reduce((sum, size) => sum + size, 0);
    const range = [start, start + sizes[place], axis].map((number) => addIntegers(graph, [number], origin));
    return { op: 'Slice', inputs: [inputs[0], ...range], outputs: used, attributes: {}, origin };
  });
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly axis: number;
}

/** The range of a slice of a matrix along one axis in steps of one. */
function rangeOf(graph: Graph, { op, inputs }: Node): Range | undefined {
  if (op !== 'Slice' || shapeOf(graph, inputs[0]).length !== 2) return undefined;
  const [starts, ends, axes, steps] = inputs.slice(1).map((value) => integersOf(graph, value));
  if (starts?.length !== 1 || ends?.length !== 1 || axes?.length !== 1 || (steps && steps[0] !== 1)) return undefined;
  const size = shapeOf(graph, inputs[0])[axes[0]];
  const inside = axes[0] >= 0 && starts[0] >= 0 && starts[0] < ends[0] && ends[0] <= size;
  return inside ? { start: starts[0], end: ends[0], axis: axes[0] } : undefined;
}

/** slice(f(a, b)) → f(slice(a), slice(b)), if nobody else needs f(a, b). */
function moveUp(node: Node, context: RewriteContext, uses: ReadonlyMap<string, number>): string | undefined {
  const { graph, producer, add } = context;
  const range = rangeOf(graph, node);
  const made = range && producer(node.inputs[0]);
  if (!range || !made || uses.get(node.inputs[0]) !== 1) return undefined;
  const info = graph.values.get(node.outputs[0])!;
  const sliced = (value: string, axis: number) => {
    const { dtype, shape } = graph.values.get(value)!;
    const numbers = [range.start, range.end, axis].map((number) => addIntegers(graph, [number], node.origin));
    return add('Slice', [value, ...numbers], { dtype, shape: shape.with(axis, range.end - range.start) });
  };
  if (made.op === 'Gemm' && made.inputs.length === 2) {
    const { transA = 0, transB = 0 } = made.attributes;
    const [a, b] = made.inputs;
    const operands = range.axis === 0 ? [sliced(a, transA === 0 ? 0 : 1), b] : [a, sliced(b, transB === 0 ? 1 : 0)];
    return add('Gemm', operands, info, made.attributes);
  }
  if (!elementwise.has(made.op)) return undefined;
  const size = shapeOf(graph, node.inputs[0])[range.axis];
  const operands = made.inputs.map((value) => {
    const axis = range.axis - 2 + shapeOf(graph, value).length;
    return axis >= 0 && shapeOf(graph, value)[axis] === size && size > 1 ? sliced(value, axis) : value;
  });
  return add(made.op, operands, info, made.attributes);
}
