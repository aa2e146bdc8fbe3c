import { describe, expect, it } from 'vitest';
import { checkPass } from './checkPass.js';
import { GraphBuilder } from './graphBuilder.js';
import { scaleLater } from './scaleLater.js';

/** (column ∘ row) ∘ mask · W [12, K]: what a network's last layer of one unit sends back through the one before. */
function network(outputs: number, transB: number) {
  const builder = new GraphBuilder('back');
  const [column, row, mask] = [builder.input('c', [40, 1]), builder.input('r', [1, 12]), builder.input('m', [40, 12])];
  const weights = builder.input('w', transB ? [outputs, 12] : [12, outputs]);
  const outer = builder.node('Mul', [column, row], [40, 12]);
  const masked = builder.node('Mul', [outer, mask], [40, 12]);
  const back = builder.node('Gemm', [masked, weights], [40, outputs], transB ? { transB } : {});
  return { builder, outer, masked, back };
}

describe('scaleLater', () => {
  it.each([0, 1])('scales weights and results instead of what is multiplied, transB %i', (transB) => {
    const { builder, back } = network(3, transB);
    builder.output('y', back);
    const { operators, graph } = checkPass(scaleLater, builder);
    expect(operators).toMatchObject({ Mul: 2, Gemm: 1 });
    const sizes = graph.nodes
      .filter(({ op }) => op === 'Mul')
      .map(({ outputs }) => graph.values.get(outputs[0])!.shape);
    expect(sizes).toEqual([transB ? [3, 12] : [12, 3], [40, 3]]);
  });

  it('takes the scale of rows on through the next layer', () => {
    const { builder, back } = network(12, 1);
    const next = builder.node('Mul', [back, builder.input('mask', [40, 12])], [40, 12]);
    builder.output('y', builder.node('Gemm', [next, builder.input('v', [12, 2])], [40, 2]));
    const { graph } = checkPass(scaleLater, builder);
    const last = graph.nodes.at(-1)!;
    expect([last.op, graph.values.get(last.outputs[0])!.shape]).toEqual(['Mul', [40, 2]]);
  });

  it('leaves what would not become less: results as wide as what is scaled, and what others need', () => {
    const wide = network(20, 0);
    wide.builder.output('y', wide.back);
    expect(checkPass(scaleLater, wide.builder).operators).toEqual({ Mul: 2, Gemm: 1 });
    const shared = network(3, 0);
    shared.builder.output('y', shared.back);
    shared.builder.output('z', shared.masked);
    const { graph } = checkPass(scaleLater, shared.builder);
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Mul', 'Mul', 'Gemm']);
  });
});
