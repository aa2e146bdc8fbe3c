import type { Graph, Node } from '../graph.js';
import { dataTypes } from '../onnx/schema.js';
import { producersOf, sortNodes, uniformNumber } from './graphEditing.js';
import { removeDeadCode } from './removeDeadCode.js';

/** Above float32's largest power of ten: y·slope ≥ 1 for every positive y that is not denormal. */
const slope = 3e38;

/**
 * In the gradient of y = relu(x), takes the mask step(x) from y as min(1, 3e38·y), which is ONNX's HardSigmoid: one
 * pass instead of comparisons and selections, and x is not needed beyond relu, which ONNX Runtime then fuses into the
 * product before it. NaN stays NaN; for 0 < x < 3.4e-39 (denormal) the mask is between 0 and 1.
 */
export function maskFromRelu(graph: Graph): void {
  const producers = producersOf(graph);
  const reluOf = new Map<string, string>();
  for (const { op, inputs, outputs } of graph.nodes) if (op === 'Relu') reluOf.set(inputs[0], outputs[0]);
  graph.nodes = graph.nodes.map((node): Node => {
    const x = steppedValue(graph, node, producers);
    if (x === undefined) return node;
    const y = producers.get(x)?.op === 'Relu' ? x : reluOf.get(x);
    if (y === undefined) return node;
    return { ...node, op: 'HardSigmoid', inputs: [y], attributes: { alpha: { float: slope }, beta: { float: 0 } } };
  });
  sortNodes(graph);
  removeDeadCode(graph);
}

type Producers = ReadonlyMap<string, Node>;

/** x if the node is 1 where x > 0 and else 0: cast from a comparison, or selected, with NaN kept or not. */
function steppedValue(graph: Graph, node: Node, producers: Producers): string | undefined {
  if (node.op === 'Cast' && node.attributes.to === dataTypes.float32)
    return positivePart(graph, node.inputs[0], producers);
  if (node.op !== 'Where') return undefined;
  const [condition, chosen, otherwise] = node.inputs;
  if (uniformNumber(graph, chosen) === 1 && uniformNumber(graph, otherwise) === 0) {
    return positivePart(graph, condition, producers);
  }
  const test = producers.get(condition);
  if (test?.op !== 'IsNaN' || test.inputs[0] !== chosen) return undefined;
  const rest = producers.get(otherwise);
  return rest !== undefined && steppedValue(graph, rest, producers) === chosen ? chosen : undefined;
}

/** x if the value is x > 0. */
function positivePart(graph: Graph, value: string, producers: Producers): string | undefined {
  const comparison = producers.get(value);
  if (comparison?.op !== 'Greater' || uniformNumber(graph, comparison.inputs[1]) !== 0) return undefined;
  return comparison.inputs[0];
}
