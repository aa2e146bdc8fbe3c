import type { Graph, Node, ValueInfo } from '../graph.js';
import { producersOf } from './graphEditing.js';

/** Who makes and who reads each value of a graph, and where nodes stand in it. */
export interface GraphIndex {
  readonly producers: ReadonlyMap<string, Node>;
  readonly readers: ReadonlyMap<string, readonly Node[]>;
  readonly places: ReadonlyMap<Node, number>;
}

export function indexOf(graph: Graph): GraphIndex {
  const readers = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const value of node.inputs) {
      const known = readers.get(value);
      if (known) known.push(node);
      else readers.set(value, [node]);
    }
  }
  return {
    producers: producersOf(graph),
    readers,
    places: new Map(graph.nodes.map((node, place) => [node, place])),
  };
}

/** Stands for nodes outside. */
const OUTSIDE = 'Outside';

/**
 * The part of a graph that says what becomes of these values at their makers, readers and ports, as a graph of its own: what
 * reads it from outside is one node that has to stay, what it reads from there are nodes without inputs. So a change of these
 * values can be tried at the price of what is around them.
 */
export function neighbourhoodOf(graph: Graph, members: ReadonlySet<string>, index: GraphIndex): Graph {
  const { producers, readers, places } = index;
  const chosen = new Set<Node>();
  for (const value of members)
    for (const node of [producers.get(value), ...(readers.get(value) ?? [])]) if (node) chosen.add(node);
  const read = new Set([...chosen].flatMap(({ inputs }) => inputs));
  const inputs = new Map([...graph.inputs].filter(([, value]) => read.has(value) || members.has(value)));
  // What becomes of an input depends on all that read it.
  for (const value of inputs.values()) for (const node of readers.get(value) ?? []) chosen.add(node);
  const nodes = [...chosen].sort((a, b) => places.get(a)! - places.get(b)!);

  const known = new Set(inputs.values());
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const before: Node[] = [];
  for (const value of nodes.flatMap((node) => node.inputs)) {
    if (made.has(value) || known.has(value) || graph.constants.has(value) || value === '') continue;
    known.add(value);
    before.push(outside([], value));
  }
  const outputs = new Map([...graph.outputs].filter(([, value]) => made.has(value) || known.has(value)));
  const leaving = [...made].filter((value) => readers.get(value)?.some((node) => !chosen.has(node)));
  if (leaving.length > 0) outputs.set(OUTSIDE, OUTSIDE);

  const values = new Map<string, ValueInfo>([[OUTSIDE, { dtype: 'float32', shape: [] }]]);
  const constants: Graph['constants'] = new Map();
  for (const value of [...members, ...known, ...made, ...nodes.flatMap((node) => node.inputs)]) {
    const info = graph.values.get(value);
    if (info) values.set(value, info);
    const constant = graph.constants.get(value);
    if (constant) constants.set(value, constant);
  }
  return {
    ...graph,
    nodes: [...before, ...nodes, ...(leaving.length > 0 ? [outside(leaving, OUTSIDE)] : [])],
    constants,
    values,
    inputs,
    outputs,
  };
}

const outside = (inputs: string[], output: string): Node => ({
  op: OUTSIDE,
  inputs,
  outputs: [output],
  attributes: {},
  origin: OUTSIDE,
});
