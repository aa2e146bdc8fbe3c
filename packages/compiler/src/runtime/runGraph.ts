import { copyGraph, type Graph } from '../graph.js';
import { graphExecutable } from './graphExecutable.js';

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
