import { describe, expect, it } from 'vitest';
import { blockRows } from './blockRows.js';
import { checkPass } from './checkPass.js';
import { GraphBuilder } from './graphBuilder.js';

const check = (builder: GraphBuilder) => checkPass(blockRows, builder).operators;

describe('blockRows', () => {
  /** Two layers over 2100 rows, [rows, 4] → 256 → 256 → 1; `more` may use what is inside. */
  const network = (rows: number, more?: (builder: GraphBuilder, hidden: string) => void) => {
    const builder = new GraphBuilder('network');
    const dense = (x: string, inputs: number, outputs: number, layer: number) => {
      const weights = [builder.input(`w${layer}`, [inputs, outputs]), builder.input(`b${layer}`, [outputs])];
      return builder.node('Gemm', [x, ...weights], [rows, outputs]);
    };
    const hidden = builder.node('Relu', [dense(builder.input('x', [rows, 4]), 4, 256, 0)], [rows, 256]);
    const scaled = builder.node('Mul', [dense(hidden, 256, 256, 1), builder.scalar(0.01)], [rows, 256]);
    builder.output('y', dense(builder.node('Tanh', [scaled], [rows, 256]), 256, 1, 2));
    more?.(builder, hidden);
    return builder;
  };

  it('splits the rows of a network, the last block being shorter', () => {
    const expected = { Split: 1, Gemm: 15, Relu: 5, Mul: 5, Tanh: 5, Concat: 1 };
    expect(check(network(2100))).toEqual(expected);
  });

  it('leaves few rows, wide ends, and inner results that are used elsewhere alone', () => {
    const { Split, Concat } = check(network(1000));
    expect([Split, Concat]).toEqual([undefined, undefined]);
    const wide = new GraphBuilder('wide');
    wide.output('y', wide.node('Gemm', [wide.input('x', [2100, 64]), wide.input('w', [64, 64])], [2100, 64]));
    expect(check(wide)).toEqual({ Gemm: 1 });
    const shared = network(2100, (builder, hidden) => {
      builder.output('sum', builder.node('ReduceSum', [hidden, builder.integers([0])], [256], { keepdims: 0 }));
    });
    expect(check(shared)).toMatchObject({ Gemm: 1 + 5 + 5, Relu: 1, ReduceSum: 1 });
  });

  it('does not split what mixes rows', () => {
    const builder = new GraphBuilder('mixed');
    const [x, w] = [builder.input('x', [2100, 4]), builder.input('w', [4, 256])];
    const hidden = builder.node(
      'Add',
      [builder.node('Gemm', [x, w], [2100, 256]), builder.input('rows', [2100, 1])],
      [2100, 256],
    );
    builder.output('y', builder.node('Gemm', [hidden, builder.input('v', [256, 1])], [2100, 1]));
    const { Split } = check(builder);
    expect(Split).toBeUndefined();
  });
});
