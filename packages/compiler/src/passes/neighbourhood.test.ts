import { expect, it } from 'vitest';
import { GraphBuilder } from './graphBuilder.js';
import { indexOf, neighbourhoodOf } from './neighbourhood.js';
import { reshapeAtPorts } from './reshapeAtPorts.js';

const reshape = (builder: GraphBuilder, value: string, shape: readonly number[]) =>
  builder.node('Reshape', [value, builder.integers(shape)], shape);

/** A chain of ten nodes from x, of which one more is read beside it, and an output in another shape at its end. */
function chain() {
  const builder = new GraphBuilder('chain');
  const values = [builder.input('x', [4])];
  for (let i = 0; i < 10; i++) values.push(builder.node('Neg', [values[i]], [4]));
  builder.output('beside', builder.node('Exp', [values[5]], [4]));
  builder.output('last', reshape(builder, values[10], [4, 1]));
  return { graph: builder.graph, values };
}

const operators = ({ nodes }: { readonly nodes: readonly { readonly op: string }[] }) => nodes.map(({ op }) => op);

it('has who makes and who reads some values, and one node each for what is before and behind', () => {
  const { graph, values } = chain();
  const part = neighbourhoodOf(graph, new Set([values[4], values[5]]), indexOf(graph));
  expect(operators(part)).toEqual(['Outside', 'Neg', 'Neg', 'Neg', 'Exp', 'Outside']);
  expect(part.nodes[0]).toMatchObject({ inputs: [], outputs: [values[3]] });
  expect(part.nodes[5].inputs).toEqual([values[6]]);
  expect([...part.outputs.keys()]).toEqual(['beside', 'Outside']);
  expect(part.inputs.size).toBe(0);
});

it('says of ports what the whole graph says', () => {
  const { graph, values } = chain();
  const part = neighbourhoodOf(graph, new Set([values[10]]), indexOf(graph));
  expect(operators(part)).toEqual(['Outside', 'Neg', 'Reshape']);
  reshapeAtPorts(part);
  expect(operators(part)).toEqual(['Outside', 'Neg']);
  // All that read an input belong to it: one that needs it as it is keeps the others from having their way.
  const builder = new GraphBuilder('input');
  const input = builder.input('x', [4, 1]);
  const flat = builder.node('Neg', [reshape(builder, input, [4])], [4]);
  builder.output('y', flat);
  builder.output('z', builder.node('Exp', [input], [4, 1]));
  const [reshaped] = builder.graph.nodes[0].outputs;
  const around = neighbourhoodOf(builder.graph, new Set([reshaped, flat]), indexOf(builder.graph));
  reshapeAtPorts(around);
  expect(operators(around)).toContain('Reshape');
});

it('is a part of its own: whoever changes it leaves the graph as it was', () => {
  const { graph, values } = chain();
  const before = JSON.stringify(graph.nodes);
  const part = neighbourhoodOf(graph, new Set(values), indexOf(graph));
  reshapeAtPorts(part);
  part.values.clear();
  expect(JSON.stringify(graph.nodes)).toBe(before);
  expect(graph.values.size).toBeGreaterThan(values.length);
});
