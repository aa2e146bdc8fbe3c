import type { Attribute, Constant, Graph, Node } from '../graph.js';
import { impureProgram } from './errors.js';
import { readOrigin } from './owner.js';

interface Difference {
  /** Position in the order of recording. */
  readonly position: number;
  readonly origin: string;
  readonly first: string;
  readonly second: string;
}

/**
 * Compares two recordings, as `record` returned them, of one program that were made under different circumstances:
 * other counters, other states of random streams. A pure program yields the same nodes, the same constants bit for bit,
 * the same inputs and outputs.
 * @throws VEM_IMPURE_PROGRAM with the slot (innermost owner), owner and kernel of the first difference.
 */
export function assertPure(first: Graph, second: Graph): void {
  const differences = [differingConstant(first, second), differingNode(first, second)].filter(
    (found) => found !== undefined,
  );
  const [earliest] = differences.sort((a, b) => a.position - b.position);
  if (earliest !== undefined) throw impure(first, earliest);
  for (const ports of ['inputs', 'outputs'] as const) {
    const [before, after] = [first, second].map((graph) => describe([...graph[ports]]));
    if (before !== after) throw impure(first, { position: 0, origin: ports, first: before, second: after });
  }
}

function impure(graph: Graph, { origin, first, second }: Difference) {
  const { slot, owner, kernel } = readOrigin(origin);
  return impureProgram(graph.name, slot, owner, kernel, first, second);
}

function differingConstant(first: Graph, second: Graph): Difference | undefined {
  const [before, after] = [[...first.constants], [...second.constants]];
  const index = firstDifference(before, after, ([nameA, a], [nameB, b]) => nameA === nameB && sameConstant(a, b));
  if (index === undefined) return undefined;
  const [name, constant] = before[index] ?? after[index];
  const other = after[index]?.[0] === name ? after[index][1] : undefined;
  if (before[index] === undefined || other === undefined) {
    return { position: positionOf(name), origin: constant.origin, first: 'a constant', second: 'none, or another one' };
  }
  return { position: positionOf(name), origin: constant.origin, ...differingValues(constant, other) };
}

function differingNode(first: Graph, second: Graph): Difference | undefined {
  const index = firstDifference(
    first.nodes,
    second.nodes,
    (a, b) => describeNode(a, first) === describeNode(b, second),
  );
  if (index === undefined) return undefined;
  const [before, after] = [first.nodes[index], second.nodes[index]];
  const node = before ?? after;
  return {
    position: Math.min(
      ...[before, after].map((value) => (value ? positionOf(value.outputs[0]) : Number.POSITIVE_INFINITY)),
    ),
    origin: node.origin,
    first: before ? describeNode(before, first) : 'nothing',
    second: after ? describeNode(after, second) : 'nothing',
  };
}

function firstDifference<Item>(a: readonly Item[], b: readonly Item[], same: (x: Item, y: Item) => boolean) {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index++) {
    if (index >= a.length || index >= b.length || !same(a[index], b[index])) return index;
  }
  return undefined;
}

/** Values are numbered in the order in which they are recorded. */
const positionOf = (name: string) => Number(name.replace(/^\D+/, ''));

const describe = (value: unknown) => JSON.stringify(value);

const describeNode = ({ op, inputs, outputs, attributes, origin }: Node, graph: Graph) =>
  describe([
    op,
    inputs,
    outputs.map((output) => [output, graph.values.get(output)]),
    sortedAttributes(attributes),
    origin,
  ]);

const sortedAttributes = (attributes: Readonly<Record<string, Attribute>>) =>
  Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));

const bytesOf = ({ data }: Constant) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

const sameConstant = (a: Constant, b: Constant) =>
  a.dtype === b.dtype && a.origin === b.origin && String(a.shape) === String(b.shape) && bytesOf(a).equals(bytesOf(b));

function differingValues(a: Constant, b: Constant): Pick<Difference, 'first' | 'second'> {
  if (String(a.shape) !== String(b.shape) || a.dtype !== b.dtype || a.origin !== b.origin) {
    const [first, second] = [a, b].map(({ dtype, shape, origin }) => `${dtype} [${shape}] of ${origin}`);
    return { first, second };
  }
  const index = [...a.data].findIndex((value, position) => !Object.is(value, b.data[position]));
  return { first: String(a.data[index]), second: String(b.data[index]) };
}
