import { describe, expect, it } from 'vitest';
import { checkPass } from './checkPass.js';
import { columnSums } from './columnSums.js';
import { GraphBuilder } from './graphBuilder.js';

const check = (builder: GraphBuilder) => checkPass(columnSums, builder).operators;

describe('columnSums', () => {
  const reduction = (
    op: string,
    shape: readonly number[],
    axes: readonly number[],
    result: readonly number[],
    keepdims = 0,
  ) => {
    const builder = new GraphBuilder('sum');
    builder.output('y', builder.node(op, [builder.input('x', shape), builder.integers(axes)], result, { keepdims }));
    return builder;
  };

  it('writes sums and means over leading dimensions as products', () => {
    expect(check(reduction('ReduceSum', [64, 48], [0], [48]))).toMatchObject({ Gemm: 1 });
    expect(check(reduction('ReduceMean', [64, 48], [-2], [1, 48], 1))).toMatchObject({ Gemm: 1 });
    expect(check(reduction('ReduceSum', [8, 5, 3, 16], [1, 0], [3, 16]))).toMatchObject({ Gemm: 1 });
    expect(check(reduction('ReduceSum', [1, 40, 48], [1], [1, 48]))).toMatchObject({ Gemm: 1 });
  });

  it('leaves trailing, middle, small and integer sums alone', () => {
    expect(check(reduction('ReduceSum', [64, 48], [1], [64]))).toEqual({ ReduceSum: 1 });
    expect(check(reduction('ReduceSum', [4, 40, 48], [1], [4, 48]))).toEqual({ ReduceSum: 1 });
    expect(check(reduction('ReduceSum', [4, 48], [0], [48]))).toEqual({ ReduceSum: 1 });
    expect(check(reduction('ReduceMax', [64, 48], [0], [48]))).toEqual({ ReduceMax: 1 });
    const builder = new GraphBuilder('integers');
    const x = builder.input('x', [64, 48], 'int32');
    builder.output('y', builder.node('ReduceSum', [x, builder.integers([0])], [48], { keepdims: 0 }, 'int32'));
    expect(check(builder)).toEqual({ ReduceSum: 1 });
  });
});
