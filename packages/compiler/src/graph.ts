import type { DataType, HostArray, TensorSpec } from './program.js';

/** ONNX's int64 appears in graphs (axes, shapes) although programs cannot make it. */
export type GraphDataType = DataType | 'int64';

export interface ValueInfo {
  readonly dtype: GraphDataType;
  readonly shape: readonly number[];
}

export type Attribute = number | string | readonly number[] | { readonly float: number };

/** One ONNX operator. A number attribute is an integer; `{ float }` marks a float. */
export interface Node {
  op: string;
  inputs: string[];
  readonly outputs: readonly string[];
  attributes: Readonly<Record<string, Attribute>>;
  /** Who recorded it: owner labels, outermost first, then the tfjs kernel; e.g. `posterior › Exp`. */
  readonly origin: string;
}

export interface Constant extends ValueInfo {
  readonly data: HostArray | BigInt64Array;
  readonly origin: string;
}

/**
 * A recorded program: nodes in execution order over named values. Passes rewrite it in place. `inputs` maps each
 * public input name to its value name; `outputs` likewise.
 */
export interface Graph {
  readonly name: string;
  nodes: Node[];
  readonly constants: Map<string, Constant>;
  readonly values: Map<string, ValueInfo>;
  readonly inputs: Map<string, string>;
  readonly outputs: Map<string, string>;
  /** Specification of each public input, used or not. */
  readonly inputSpecs: Map<string, TensorSpec>;
  /** Numbers the names that `freshName` has handed out. */
  nameCounter: number;
}

/** A graph without nodes. */
export function emptyGraph(name: string): Graph {
  return {
    name,
    nodes: [],
    constants: new Map(),
    values: new Map(),
    inputs: new Map(),
    outputs: new Map(),
    inputSpecs: new Map(),
    nameCounter: 0,
  };
}

/**
 * Makes a value name that no other value of the graph has or had; names are never used again, even when a pass removes
 * the value. Every value, inputs included, is named by it.
 */
export function freshName(graph: Graph, prefix: string): string {
  return `${prefix}${graph.nameCounter++}`;
}

/** Another graph with the same content; passes may rewrite one and leave the other. */
export const copyGraph = (graph: Graph): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => ({ ...node, inputs: [...node.inputs] })),
  constants: new Map(graph.constants),
  values: new Map(graph.values),
  inputs: new Map(graph.inputs),
  outputs: new Map(graph.outputs),
});
