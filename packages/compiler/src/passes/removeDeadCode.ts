import type { Graph } from '../graph.js';

/** Removes nodes, constants, inputs and values that no output depends on. Wants nodes in execution order. */
export function removeDeadCode(graph: Graph): void {
  const live = new Set(graph.outputs.values());
  const kept = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((value) => live.has(value))) continue;
    for (const value of [...node.inputs, ...node.outputs]) live.add(value);
    kept.push(node);
  }
  graph.nodes = kept.reverse();
  for (const value of graph.constants.keys()) if (!live.has(value)) graph.constants.delete(value);
  for (const [name, value] of graph.inputs) if (!live.has(value)) graph.inputs.delete(name);
  for (const value of graph.values.keys()) if (!live.has(value)) graph.values.delete(value);
}
