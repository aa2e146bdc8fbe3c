import { describe, expect, it } from 'vitest';
import { checkPass } from './checkPass.js';
import { GraphBuilder } from './graphBuilder.js';
import { settleShapes } from './settleShapes.js';

const reshape = (builder: GraphBuilder, value: string, shape: readonly number[]) =>
  builder.node('Reshape', [value, builder.integers(shape)], shape);

describe('settleShapes', () => {
  it('gives values that arithmetic connects one shape', () => {
    const builder = new GraphBuilder('ranks');
    const noise = builder.node('Exp', [builder.input('noise', [1, 8, 1])], [1, 8, 1]);
    const mean = builder.input('mean', [8, 1]);
    const action = builder.node('Add', [mean, noise], [1, 8, 1]);
    const value = reshape(builder, builder.node('Neg', [reshape(builder, action, [1, 8])], [1, 8]), [8]);
    builder.output('y', builder.node('Mul', [value, builder.input('reward', [8])], [8]));
    builder.output('total', builder.node('ReduceMean', [action, builder.integers([0, 1, 2])], [], { keepdims: 0 }));
    const { graph } = checkPass(settleShapes, builder);
    const inner = graph.nodes.filter(({ op }) => op !== 'Reshape');
    const shapes = new Set(inner.flatMap(({ outputs }) => graph.values.get(outputs[0])!.shape.join()));
    expect([...shapes].filter((shape) => shape !== '')).toHaveLength(1);
  });

  it('avoids columns where scalars are operands, and keeps what products need', () => {
    const builder = new GraphBuilder('column');
    const column = builder.node('Gemm', [builder.input('x', [8, 3]), builder.input('w', [3, 1])], [8, 1]);
    const scaled = builder.node(
      'Mul',
      [builder.node('Add', [column, builder.scalar(2)], [8, 1]), builder.scalar(3)],
      [8, 1],
    );
    builder.output('y', builder.node('Gemm', [scaled, builder.input('v', [1, 4])], [8, 4]));
    const { operators, graph } = checkPass(settleShapes, builder);
    expect(operators).toMatchObject({ Gemm: 2, Reshape: 2 });
    const sums = graph.nodes.filter(({ op }) => op === 'Add' || op === 'Mul');
    for (const { outputs } of sums) expect(graph.values.get(outputs[0])!.shape).toEqual([8]);
  });

  it('leaves columns and rows that broadcast to a matrix, and matrices with other rows', () => {
    const builder = new GraphBuilder('outer');
    const column = builder.node('Neg', [builder.input('column', [8, 1])], [8, 1]);
    const matrix = builder.node('Mul', [column, builder.input('row', [1, 4])], [8, 4]);
    builder.output('y', reshape(builder, builder.node('Exp', [matrix], [8, 4]), [4, 8]));
    expect(checkPass(settleShapes, builder).operators).toEqual({ Neg: 1, Mul: 1, Exp: 1, Reshape: 1 });
  });
});
