import type { Constant, Graph, Node } from '../graph.js';
import { Replacements } from './graphEditing.js';

const commutative = new Set(['Add', 'Mul', 'And', 'Or', 'Xor', 'Equal']);

/** Merges constants with the same content and nodes that compute the same. Wants nodes in execution order. */
export function mergeDuplicates(graph: Graph): void {
  const replacements = new Replacements();
  mergeConstants(graph, replacements);
  const seen = new Map<string, Node>();
  graph.nodes = graph.nodes.filter((node) => {
    node.inputs = node.inputs.map((value) => replacements.resolve(value));
    const key = keyOf(node);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, node);
      return true;
    }
    node.outputs.forEach((value, index) => {
      replacements.add(value, first.outputs[index]);
    });
    return false;
  });
  replacements.apply(graph);
}

function keyOf({ op, inputs, outputs, attributes }: Node): string {
  const operands = commutative.has(op) ? [...inputs].sort() : inputs;
  const sortedAttributes = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([op, operands, outputs.length, sortedAttributes]);
}

function mergeConstants(graph: Graph, replacements: Replacements): void {
  const candidates = new Map<string, { readonly value: string; readonly bytes: Buffer }[]>();
  for (const [value, constant] of graph.constants) {
    const key = `${constant.dtype} [${constant.shape}]`;
    const bytes = bytesOf(constant);
    const alike = candidates.get(key) ?? [];
    const same = alike.find((candidate) => candidate.bytes.equals(bytes));
    if (same === undefined) candidates.set(key, [...alike, { value, bytes }]);
    else {
      replacements.add(value, same.value);
      graph.constants.delete(value);
    }
  }
}

const bytesOf = ({ data }: Constant) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
