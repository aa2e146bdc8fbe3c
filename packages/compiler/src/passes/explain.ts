import type { Graph } from '../graph.js';
import type { Program } from '../program.js';
import { record } from '../record/record.js';
import { optimise } from './optimise.js';

/** What a graph consists of. */
export interface GraphSummary {
  readonly nodes: number;
  /** How often each ONNX operator occurs, most frequent first. */
  readonly operators: Readonly<Record<string, number>>;
  readonly constantBytes: number;
  /** Public names. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export function summarise(graph: Graph): GraphSummary {
  const counts = new Map<string, number>();
  for (const { op } of graph.nodes) counts.set(op, (counts.get(op) ?? 0) + 1);
  return {
    nodes: graph.nodes.length,
    operators: Object.fromEntries([...counts].sort(([, a], [, b]) => b - a)),
    constantBytes: [...graph.constants.values()].reduce((sum, { data }) => sum + data.byteLength, 0),
    inputs: [...graph.inputs.keys()],
    outputs: [...graph.outputs.keys()],
  };
}

/** What a program compiles to: its graph as recorded and as executed. */
export function explain(program: Program): { readonly recorded: GraphSummary; readonly optimised: GraphSummary } {
  const graph = record(program);
  const recorded = summarise(graph);
  optimise(graph);
  return { recorded, optimised: summarise(graph) };
}
