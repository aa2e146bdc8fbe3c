import { freshName, type Graph } from '../graph.js';

/** ONNX wants every output to be the result of a node and no value to be two outputs; copies make it so. */
export function separateOutputs(graph: Graph): void {
  const results = new Set(graph.nodes.flatMap((node) => node.outputs));
  for (const [name, value] of graph.outputs) {
    if (results.delete(value)) continue;
    const copy = freshName(graph, 'o');
    graph.values.set(copy, graph.values.get(value)!);
    graph.nodes.push({ op: 'Identity', inputs: [value], outputs: [copy], attributes: {}, origin: 'output' });
    graph.outputs.set(name, copy);
  }
}
