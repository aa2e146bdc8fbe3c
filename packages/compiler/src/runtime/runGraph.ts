import type { Graph } from '../graph.js';
import { graphExecutable } from './graphExecutable.js';

/** Another graph with the same content; passes may rewrite one and leave the other. */
export const copyGraph = (graph: Graph): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => ({ ...node, inputs: [...node.inputs] })),
  constants: new Map(graph.constants),
  values: new Map(graph.values),
  inputs: new Map(graph.inputs),
  outputs: new Map(graph.outputs),
});

/** Runs a graph once, as it is, on inputs by public name; inputs that the graph does not read are ignored. */
export function runGraph(
  graph: Graph,
  inputs: Readonly<Record<string, ArrayLike<number>>> = {},
): Record<string, number[]> {
  const executable = graphExecutable(copyGraph(graph), {}, { threads: 1 });
  try {
    for (const [name, { data }] of Object.entries(executable.inputs)) data.set(inputs[name] ?? []);
    executable.run();
    return Object.fromEntries(Object.entries(executable.outputs).map(([name, { data }]) => [name, [...data]]));
  } finally {
    executable.dispose();
  }
}
