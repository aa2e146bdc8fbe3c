import { freshName, type Graph, type Node } from '../graph.js';
import { addIntegers, shapeOf, sizeOf, useCounts } from './graphEditing.js';
import { removeDeadCode } from './removeDeadCode.js';

/** A block's widest intermediate result has at most this many elements (512 kB), so that it stays in the second-level cache. */
const blockElements = 131_072;
const fewestBlocks = 4;

/** Multiplications per number that is split or joined: what the cache saves must be more than what the copies cost. */
const leastWork = 200;

/** Functions of single elements. */
const elementwise = new Set([
  ...['Abs', 'Clip', 'Elu', 'Exp', 'HardSigmoid', 'LeakyRelu', 'Log', 'Neg', 'Reciprocal', 'Relu', 'Selu'],
  ...['Sigmoid', 'Softplus', 'Sqrt', 'Tanh', 'Add', 'Sub', 'Mul', 'Div', 'Max', 'Min'],
]);

/** Nodes that each read the result of the one before and treat its rows independently. */
interface Chain {
  /** [rows, columns] */
  readonly input: string;
  readonly nodes: readonly Node[];
}

/**
 * Evaluates networks on many rows (samples × batch) block by block. Layer by layer, the results of thousands of rows
 * go to main memory and back; a block of rows stays in the cache from the first layer to the last. Only for chains whose
 * inner results nobody else needs, and that multiply enough for what splitting and joining costs. Exact.
 */
export function blockRows(graph: Graph): void {
  for (const chain of findChains(graph)) if (isWorthwhile(graph, chain)) block(graph, chain);
  removeDeadCode(graph);
}

function findChains(graph: Graph): Chain[] {
  const uses = useCounts(graph);
  const consumers = new Map<string, Node>();
  for (const node of graph.nodes) for (const value of node.inputs) consumers.set(value, node);
  const taken = new Set<Node>();
  return graph.nodes.flatMap((first) => {
    if (first.op !== 'Gemm' || taken.has(first) || !carriesRows(graph, first, first.inputs[0])) return [];
    const nodes = [first];
    for (;;) {
      const [value] = nodes[nodes.length - 1].outputs;
      const next = consumers.get(value);
      if (next === undefined || uses.get(value) !== 1 || !carriesRows(graph, next, value)) break;
      nodes.push(next);
    }
    for (const node of nodes) taken.add(node);
    return [{ input: first.inputs[0], nodes }];
  });
}

/** Whether a node computes each row of its result from the same row of this operand, and from nothing else with rows. */
function carriesRows(graph: Graph, { op, inputs, outputs, attributes }: Node, operand: string): boolean {
  const shape = shapeOf(graph, operand);
  const result = shapeOf(graph, outputs[0]);
  if (shape.length !== 2 || result.length !== 2 || outputs.length !== 1 || shape[0] !== result[0]) return false;
  if (op === 'Gemm') {
    const isLeft = inputs[0] === operand && inputs[1] !== operand && (attributes.transA ?? 0) === 0;
    return isLeft && (inputs[2] === undefined || isWithoutRows(graph, inputs[2]));
  }
  return elementwise.has(op) && inputs.every((value) => value === operand || isWithoutRows(graph, value));
}

function isWithoutRows(graph: Graph, value: string): boolean {
  const shape = shapeOf(graph, value);
  return shape.length < 2 || (shape.length === 2 && shape[0] === 1);
}

const columnsOf = (graph: Graph, value: string) => shapeOf(graph, value)[1];

const widest = (graph: Graph, { nodes }: Chain) =>
  Math.max(...nodes.map(({ outputs }) => columnsOf(graph, outputs[0])));

const rowsPerBlock = (graph: Graph, chain: Chain) =>
  Math.max(16, Math.floor(blockElements / widest(graph, chain) / 16) * 16);

function isWorthwhile(graph: Graph, chain: Chain): boolean {
  const [rows, columns] = shapeOf(graph, chain.input);
  const ends = columns + columnsOf(graph, chain.nodes[chain.nodes.length - 1].outputs[0]);
  const products = chain.nodes.filter(({ op }) => op === 'Gemm');
  const work = products.reduce((sum, { inputs }) => sum + sizeOf(shapeOf(graph, inputs[1])), 0);
  return rows >= fewestBlocks * rowsPerBlock(graph, chain) && work >= leastWork * ends;
}

function block(graph: Graph, chain: Chain): void {
  const { input, nodes } = chain;
  const last = nodes[nodes.length - 1];
  const [rows, columns] = shapeOf(graph, input);
  const height = rowsPerBlock(graph, chain);
  const heights = Array.from({ length: Math.ceil(rows / height) }, (_, index) =>
    Math.min(height, rows - index * height),
  );
  const fresh = (blockHeight: number, width: number) => {
    const value = freshName(graph, 't');
    graph.values.set(value, { dtype: 'float32', shape: [blockHeight, width] });
    return value;
  };

  const pieces = heights.map((blockHeight) => fresh(blockHeight, columns));
  const sizes = addIntegers(graph, heights, last.origin);
  const split: Node = {
    op: 'Split',
    inputs: [input, sizes],
    outputs: pieces,
    attributes: { axis: 0 },
    origin: last.origin,
  };
  const joined: Node = {
    op: 'Concat',
    inputs: [],
    outputs: last.outputs,
    attributes: { axis: 0 },
    origin: last.origin,
  };
  const blocks = pieces.flatMap((piece, index) => {
    let [before, now] = [input, piece];
    const copies = nodes.map((node): Node => {
      const result = fresh(heights[index], columnsOf(graph, node.outputs[0]));
      const [from, to] = [before, now];
      [before, now] = [node.outputs[0], result];
      return { ...node, inputs: node.inputs.map((value) => (value === from ? to : value)), outputs: [result] };
    });
    joined.inputs.push(now);
    return copies;
  });
  graph.nodes = graph.nodes.flatMap((node) => (node === last ? [split, ...blocks, joined] : [node]));
}
