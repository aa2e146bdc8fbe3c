import { describe, expect, it } from 'vitest';
import { checkPass } from './checkPass.js';
import { fuseBias } from './fuseBias.js';
import { GraphBuilder } from './graphBuilder.js';

const check = (builder: GraphBuilder) => checkPass(fuseBias, builder).operators;

describe('fuseBias', () => {
  const layer = (op: string, biasShape: readonly number[], biasFirst = false) => {
    const builder = new GraphBuilder('layer');
    const product = builder.node(op, [builder.input('x', [5, 3]), builder.input('w', [3, 4])], [5, 4]);
    const bias = builder.input('b', biasShape);
    builder.output('y', builder.node('Add', biasFirst ? [bias, product] : [product, bias], [5, 4]));
    return builder;
  };

  it('moves a bias into a product', () => {
    expect(check(layer('Gemm', [4]))).toEqual({ Gemm: 1 });
    expect(check(layer('Gemm', [1, 4], true))).toEqual({ Gemm: 1 });
    expect(check(layer('MatMul', [4]))).toEqual({ Gemm: 1 });
  });

  it('keeps transposed operands', () => {
    const builder = new GraphBuilder('transposed');
    const inputs = [builder.input('x', [3, 5]), builder.input('w', [4, 3])];
    const product = builder.node('Gemm', inputs, [5, 4], { transA: 1, transB: 1 });
    builder.output('y', builder.node('Add', [product, builder.input('b', [4])], [5, 4]));
    expect(check(builder)).toEqual({ Gemm: 1 });
  });

  it('leaves sums alone that are no bias, and products that are used elsewhere', () => {
    expect(check(layer('Gemm', [5, 1]))).toEqual({ Gemm: 1, Add: 1 });
    const shared = layer('Gemm', [4]);
    shared.output('product', shared.graph.nodes[0].outputs[0]);
    expect(check(shared)).toEqual({ Gemm: 1, Add: 1 });
    const batched = new GraphBuilder('batched');
    const product = batched.node('MatMul', [batched.input('x', [2, 5, 3]), batched.input('w', [3, 4])], [2, 5, 4]);
    batched.output('y', batched.node('Add', [product, batched.input('b', [4])], [2, 5, 4]));
    expect(check(batched)).toEqual({ MatMul: 1, Add: 1 });
  });
});
