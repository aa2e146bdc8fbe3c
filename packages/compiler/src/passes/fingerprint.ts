import { createHash } from 'node:crypto';
import type { Constant, Graph } from '../graph.js';

/** A short name for what a graph computes and how: the same for graphs that differ only in the names of inner values. */
export function fingerprint(graph: Graph): string {
  const places = new Map<string, number>();
  const placeOf = (value: string) => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  };
  const described = (value: string) => {
    const { dtype, shape } = graph.values.get(value)!;
    return [placeOf(value), dtype, shape];
  };
  const known = new Set<string>();
  /** Constants are described where they are first used. */
  const operand = (value: string) => {
    const constant = graph.constants.get(value);
    if (value === '' || constant === undefined || known.has(value)) return value === '' ? value : placeOf(value);
    known.add(value);
    return [...described(value), contentOf(constant)];
  };
  const inputs = [...graph.inputs].map(([name, value]) => [name, ...described(value)]);
  const nodes = graph.nodes.map(({ op, inputs, outputs, attributes }) => [
    op,
    Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
    inputs.map(operand),
    outputs.map(described),
  ]);
  const outputs = [...graph.outputs].map(([name, value]) => [name, operand(value)]);
  return createHash('sha256').update(JSON.stringify({ inputs, nodes, outputs })).digest('hex').slice(0, 12);
}

const contentOf = ({ data }: Constant) =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
