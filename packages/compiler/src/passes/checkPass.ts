import { copyGraph, type Graph } from '../graph.js';
import { runGraph } from '../runtime/runGraph.js';
import { type GraphSummary, summarise } from './explain.js';
import { GraphBuilder } from './graphBuilder.js';
import { sizeOf } from './graphEditing.js';

/** What a pass made of a graph. */
export interface Rewritten {
  readonly graph: Graph;
  readonly operators: GraphSummary['operators'];
}

/** Relative to the largest value of an output. */
const tolerance = 1e-6;

/**
 * Applies a pass to a copy of a graph and runs both on the same numbers.
 * @throws RangeError if the results differ by more than rounding.
 */
export function checkPass(pass: (graph: Graph) => void, { graph }: { readonly graph: Graph }): Rewritten {
  const rewritten = copyGraph(graph);
  pass(rewritten);
  const inputs = Object.fromEntries(
    [...graph.inputSpecs].map(([name, { shape }], seed) => [name, wave(sizeOf(shape), seed)]),
  );
  const expected = runGraph(graph, inputs);
  const results = runGraph(rewritten, inputs);
  for (const [name, values] of Object.entries(expected)) compare(name, results[name], values);
  return { graph: rewritten, operators: summarise(rewritten).operators };
}

/** A graph that makes its only output, y, from its only input, x. */
export function unaryGraph(
  shape: readonly number[],
  build: (builder: GraphBuilder, x: string) => string,
): GraphBuilder {
  const builder = new GraphBuilder('unary');
  builder.output('y', build(builder, builder.input('x', shape)));
  return builder;
}

/** A constant with one number in all elements. */
export const filled = (builder: GraphBuilder, shape: readonly number[], number: number): string =>
  builder.constant(shape, new Float32Array(sizeOf(shape)).fill(number));

const wave = (length: number, seed: number) => Array.from({ length }, (_, index) => 2 * Math.sin(index * 1.7 + seed));

function compare(name: string, actual: readonly number[], expected: readonly number[]): void {
  if (actual.length !== expected.length)
    throw new RangeError(`${name}: ${actual.length} ≠ ${expected.length} elements`);
  const scale = expected.reduce(
    (largest, value) => (Number.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest),
    1,
  );
  expected.forEach((value, index) => {
    const other = actual[index];
    if (Object.is(other, value) || other === value || Math.abs(other - value) <= tolerance * scale) return;
    throw new RangeError(`${name}[${index}]: ${other} ≠ ${value}`);
  });
}
