import type { Graph, Node } from '../graph.js';
import { producersOf, sameShape, shapeOf } from './graphEditing.js';
import { removeDeadCode } from './removeDeadCode.js';

/**
 * Leaves out reshapes of inputs and outputs: at the edge of a program the same numbers may have any shape, so the model gets
 * the shape that is wanted inside. Afterwards inputs and outputs have other shapes than the program declares.
 */
export function reshapeAtPorts(graph: Graph): void {
  const aliases = new Map<string, string>();
  const outputs = new Set(graph.outputs.values());
  const readersOf = new Map<string, Node[]>([...graph.inputs.values()].map((input) => [input, []]));
  for (const node of graph.nodes) for (const value of node.inputs) readersOf.get(value)?.push(node);
  for (const [input, readers] of readersOf) {
    const [first] = readers;
    if (first === undefined || outputs.has(input) || !readers.every((node) => isReshapeLike(graph, node, first)))
      continue;
    graph.values.set(input, graph.values.get(first.outputs[0])!);
    for (const { outputs } of readers) aliases.set(outputs[0], input);
  }
  const current = (value: string) => aliases.get(value) ?? value;
  graph.nodes = graph.nodes
    .filter(({ outputs }) => !aliases.has(outputs[0]))
    .map((node) => ({ ...node, inputs: node.inputs.map(current) }));
  for (const [name, value] of graph.outputs) graph.outputs.set(name, current(value));

  const producers = producersOf(graph);
  const taken = new Set(graph.outputs.values());
  for (const [name, value] of graph.outputs) {
    const node = producers.get(value);
    const source = node?.op === 'Reshape' ? node.inputs[0] : undefined;
    // An output must be made by a node, and no value may be two outputs.
    if (source === undefined || !producers.has(source) || taken.has(source)) continue;
    taken.add(source);
    graph.outputs.set(name, source);
  }
  removeDeadCode(graph);
}

const isReshapeLike = (graph: Graph, node: Node, other: Node) =>
  node.op === 'Reshape' &&
  node.inputs[0] === other.inputs[0] &&
  sameShape(shapeOf(graph, node.outputs[0]), shapeOf(graph, other.outputs[0]));
