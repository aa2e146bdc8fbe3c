import { type Attribute, type Constant, freshName, type Graph, type Node, type ValueInfo } from '../graph.js';
import type { HostArray } from '../program.js';

/** The node that makes each value. */
export function producersOf(graph: Graph): Map<string, Node> {
  return new Map(graph.nodes.flatMap((node) => node.outputs.map((value) => [value, node] as const)));
}

/** How often each value is used, by nodes and as an output. */
export function useCounts(graph: Graph): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (value: string) => counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const node of graph.nodes) node.inputs.forEach(count);
  for (const value of graph.outputs.values()) count(value);
  return counts;
}

export const shapeOf = (graph: Graph, value: string): readonly number[] => graph.values.get(value)!.shape;

export const sameShape = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

/** The shape that operands of these shapes broadcast to, by NumPy's rules. */
export function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    return sizes.find((size) => size !== 1) ?? 1;
  });
}

export const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** Adds a constant and returns its value name. */
export function addConstant(graph: Graph, constant: Constant): string {
  const value = freshName(graph, 'c');
  graph.constants.set(value, constant);
  graph.values.set(value, { dtype: constant.dtype, shape: constant.shape });
  return value;
}

/** A float32 constant with all elements alike. */
export const addFilled = (graph: Graph, shape: readonly number[], number: number, origin: string): string =>
  addConstant(graph, { dtype: 'float32', shape, data: new Float32Array(sizeOf(shape)).fill(number), origin });

/** An int64 vector: axes, shapes, ranges. */
export const addIntegers = (graph: Graph, numbers: readonly number[], origin: string): string =>
  addConstant(graph, { dtype: 'int64', shape: [numbers.length], data: BigInt64Array.from(numbers, BigInt), origin });

/** A node with one new result; the caller puts it into the graph. */
export function makeNode(
  graph: Graph,
  op: string,
  inputs: readonly string[],
  result: ValueInfo,
  origin: string,
  attributes: Readonly<Record<string, Attribute>> = {},
): Node {
  const value = freshName(graph, 't');
  graph.values.set(value, result);
  return { op, inputs: [...inputs], outputs: [value], attributes, origin };
}

/** Found once per constant: rules of every pass ask, and constants do not change. */
const uniformNumbers = new WeakMap<Constant, { readonly number: number | undefined }>();

/** The number that all elements of a numeric constant are, or undefined: not a constant, empty, or mixed. */
export function uniformNumber(graph: Graph, value: string): number | undefined {
  const constant = graph.constants.get(value);
  if (constant === undefined || constant.data instanceof BigInt64Array || constant.dtype === 'bool') return undefined;
  let found = uniformNumbers.get(constant);
  if (found === undefined) {
    found = { number: onlyNumber(constant.data) };
    uniformNumbers.set(constant, found);
  }
  return found.number;
}

function onlyNumber(data: HostArray): number | undefined {
  const [first] = data;
  return data.length > 0 && data.every((number) => Object.is(number, first)) ? first : undefined;
}

/** The integers of an int64 constant, or undefined. */
export function integersOf(graph: Graph, value: string): number[] | undefined {
  const data = graph.constants.get(value)?.data;
  return data instanceof BigInt64Array ? Array.from(data, Number) : undefined;
}

/** Values that are to be replaced by others, chains followed. */
export class Replacements {
  readonly #replaced = new Map<string, string>();

  get size(): number {
    return this.#replaced.size;
  }

  /** From now on `value` stands for `replacement`. */
  add(value: string, replacement: string): void {
    this.#replaced.set(value, this.resolve(replacement));
  }

  resolve(value: string): string {
    let current = value;
    for (let next = this.#replaced.get(current); next !== undefined; next = this.#replaced.get(current)) current = next;
    return current;
  }

  /** Rewrites the inputs of all nodes and the outputs of the graph. */
  apply(graph: Graph): void {
    for (const node of graph.nodes) node.inputs = node.inputs.map((value) => this.resolve(value));
    for (const [name, value] of graph.outputs) graph.outputs.set(name, this.resolve(value));
  }
}

/** Puts nodes into an order in which every value is made before it is used; keeps the present order where it can. */
export function sortNodes(graph: Graph): void {
  const producers = producersOf(graph);
  const done = new Set<Node>();
  const sorted: Node[] = [];
  const visit = (node: Node) => {
    if (done.has(node)) return;
    done.add(node);
    for (const value of node.inputs) {
      const producer = producers.get(value);
      if (producer !== undefined) visit(producer);
    }
    sorted.push(node);
  };
  graph.nodes.forEach(visit);
  graph.nodes = sorted;
}
