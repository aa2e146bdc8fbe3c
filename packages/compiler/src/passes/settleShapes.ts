import { copyGraph, type Graph, type Node } from '../graph.js';
import { addFilled, addIntegers, makeNode, sameShape, shapeOf, uniformNumber } from './graphEditing.js';
import { indexOf, neighbourhoodOf } from './neighbourhood.js';
import { reshapeAtPorts } from './reshapeAtPorts.js';
import { type Family, familiesOf, isScalar, roleOf, shapesOf } from './shapeFamilies.js';

/** What a reshape takes, and what a scalar operand of a column takes besides, in tenths of a microsecond by measurement. */
const RESHAPE = 2;
const COLUMN_AND_SCALAR = 13;

/**
 * Gives values that arithmetic connects, and that differ in dimensions of size 1 only, one shape: the one that is cheapest.
 * Programs move between [B], [B, 1] and [1, B, 1] as it suits their writers. Each move is a node, and where the last
 * dimension is 1 ONNX Runtime takes a scalar operand anew for each element. Exact.
 */
export function settleShapes(graph: Graph): void {
  let index = indexOf(graph);
  for (const family of familiesOf(graph)) {
    const shapes = shapesOf(graph, family);
    if (shapes.length === 1) continue;
    // Costs are sums over nodes, and those elsewhere stay what they are.
    const around = neighbourhoodOf(graph, family, index);
    const touches = ({ inputs, outputs }: Node) => family.has(outputs[0]) || family.has(inputs[0]);
    if (!around.nodes.some((node) => touches(node) && detour(around, node) > 0)) continue;
    const costs = shapes.map((shape) => ({ shape, cost: detours(settled(around, family, shape)) }));
    const best = costs.reduce((a, b) => (b.cost < a.cost ? b : a));
    if (best.cost >= detours(around)) continue;
    settle(graph, family, best.shape);
    index = indexOf(graph);
  }
}

/** The costs that depend on shapes. Reshapes at the edges of the program have none. */
function detours(graph: Graph): number {
  const copy = copyGraph(graph);
  reshapeAtPorts(copy);
  return copy.nodes.reduce((sum, node) => sum + detour(copy, node), 0);
}

function detour(graph: Graph, { op, inputs, outputs }: Node): number {
  if (op === 'Reshape') return RESHAPE;
  const shape = shapeOf(graph, outputs[0]);
  if (shape.length < 2 || shape.at(-1) !== 1 || inputs.length === 1 || op === 'Clip') return 0;
  return inputs.some((value) => shapeOf(graph, value).length === 0) ? COLUMN_AND_SCALAR : 0;
}

function settled(graph: Graph, family: Family, shape: readonly number[]): Graph {
  const copy = copyGraph(graph);
  settle(copy, family, shape);
  return copy;
}

function settle(graph: Graph, family: Family, wanted: readonly number[]): void {
  const original = new Map([...family].map((value) => [value, shapeOf(graph, value)]));
  const touched = graph.nodes.filter(
    (node) => node.inputs.some((value) => family.has(value)) || family.has(node.outputs[0]),
  );
  const roles = new Map(touched.map((node) => [node, roleOf(graph, node)]));
  const roots = new Map<string, string>();
  const views = new Map<string, string>();
  const nodes: Node[] = [];
  const rootOf = (value: string) => roots.get(value) ?? value;
  /** The elements of a member in some shape. */
  const inShape = (value: string, shape: readonly number[], origin: string) => {
    const root = rootOf(value);
    const info = graph.values.get(root)!;
    if (sameShape(info.shape, shape)) return root;
    const key = `${root} [${shape}]`;
    const known = views.get(key);
    if (known !== undefined) return known;
    const node = makeNode(graph, 'Reshape', [root, addIntegers(graph, shape, origin)], { ...info, shape }, origin);
    nodes.push(node);
    views.set(key, node.outputs[0]);
    return node.outputs[0];
  };
  const asScalar = (value: string, origin: string) =>
    shapeOf(graph, value).length === 0 ? value : addFilled(graph, [], uniformNumber(graph, value)!, origin);

  for (const node of graph.nodes) {
    const { inputs, outputs, origin } = node;
    const [subject] = roles.get(node) === 'total' ? inputs : outputs;
    const role = family.has(subject) ? roles.get(node)! : 'fixed';
    if (role === 'reshape') roots.set(outputs[0], rootOf(inputs[0]));
    else if (role === 'total') {
      const root = rootOf(inputs[0]);
      const axes = addIntegers(graph, [...shapeOf(graph, root).keys()], origin);
      nodes.push({ ...node, inputs: [root, axes] });
    } else if (role === 'fixed') {
      const operands = inputs.map((value) =>
        family.has(value) ? inShape(value, original.get(value)!, origin) : value,
      );
      nodes.push({ ...node, inputs: operands });
    } else {
      const operands = inputs.map((value) =>
        isScalar(graph, value) ? asScalar(value, origin) : inShape(value, wanted, origin),
      );
      nodes.push({ ...node, inputs: operands });
      graph.values.set(outputs[0], { ...graph.values.get(outputs[0])!, shape: wanted });
    }
  }
  for (const [name, value] of graph.outputs)
    if (family.has(value)) graph.outputs.set(name, inShape(value, original.get(value)!, 'output'));
  graph.nodes = nodes;
}
