import { describe, expect, it } from 'vitest';
import { freshName } from '../graph.js';
import { checkPass } from './checkPass.js';
import { GraphBuilder } from './graphBuilder.js';
import { sliceEarlier } from './sliceEarlier.js';

/** Splits a [6, 5] matrix into columns 0–2 and 3–4. */
function split(builder: GraphBuilder, value: string): [string, string] {
  const { graph } = builder;
  const parts = [3, 2].map((width) => {
    const part = freshName(graph, 't');
    graph.values.set(part, { shape: [6, width], dtype: 'float32' });
    return part;
  });
  const inputs = [value, builder.integers([3, 2])];
  graph.nodes.push({ op: 'Split', inputs, outputs: parts, attributes: { axis: 1 }, origin: 'split' });
  return [parts[0], parts[1]];
}

describe('sliceEarlier', () => {
  it.each([0, 1])('leaves out columns that nobody needs, through arithmetic and products, transB %i', (transB) => {
    const builder = new GraphBuilder('columns');
    const attributes = transB ? { transB } : {};
    const product = (name: string) => {
      const weights = builder.input(`w${name}`, transB ? [5, 4] : [4, 5]);
      return builder.node('Gemm', [builder.input(`x${name}`, [6, 4]), weights], [6, 5], attributes);
    };
    const scaled = builder.node('Mul', [product('a'), builder.input('column', [6, 1])], [6, 5]);
    const shifted = builder.node('Add', [product('b'), builder.input('row', [5])], [6, 5]);
    builder.output('y', split(builder, builder.node('Add', [scaled, shifted], [6, 5]))[1]);
    const { operators, graph } = checkPass(sliceEarlier, builder);
    expect(operators).toEqual({ Slice: 3, Gemm: 2, Add: 2, Mul: 1 });
    for (const { op, inputs } of graph.nodes)
      if (op === 'Slice') expect([...graph.inputs.values()]).toContain(inputs[0]);
  });

  it('leaves what is needed as a whole or in both parts', () => {
    const both = new GraphBuilder('both');
    const sum = both.node('Add', [both.input('x', [6, 5]), both.input('z', [6, 5])], [6, 5]);
    for (const [index, part] of split(both, sum).entries()) both.output(`y${index}`, part);
    expect(checkPass(sliceEarlier, both).operators).toEqual({ Add: 1, Split: 1 });
    const whole = new GraphBuilder('whole');
    const shared = whole.node('Neg', [whole.input('x', [6, 5])], [6, 5]);
    whole.output('y', split(whole, shared)[0]);
    whole.output('z', shared);
    expect(checkPass(sliceEarlier, whole).operators).toEqual({ Neg: 1, Slice: 1 });
  });
});
