import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph.js';
import { checkPass } from './checkPass.js';
import { GraphBuilder } from './graphBuilder.js';
import { multiplyOuterProducts, transposeColumns } from './narrowProducts.js';

const narrowProducts = (graph: Graph) => {
  multiplyOuterProducts(graph);
  transposeColumns(graph);
};

const check = (builder: GraphBuilder) => checkPass(narrowProducts, builder).operators;

describe('narrowProducts', () => {
  it.each([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ])('turns a product with one column into one with one row, transA %i transB %i', (transA, transB) => {
    const builder = new GraphBuilder('narrow');
    const a = builder.input('a', transA ? [3, 6] : [6, 3]);
    const b = builder.input('b', transB ? [1, 3] : [3, 1]);
    const bias = builder.input('bias', [1]);
    builder.output('y', builder.node('Gemm', [a, b, bias], [6, 1], { transA, transB }));
    expect(check(builder)).toEqual({ Gemm: 1, Reshape: 1 });
  });

  it.each([
    [0, 0],
    [1, 1],
  ])('turns the product of a column and a row into an elementwise one, transA %i transB %i', (transA, transB) => {
    const builder = new GraphBuilder('outer');
    const a = builder.input('a', transA ? [1, 6] : [6, 1]);
    const b = builder.input('b', transB ? [5, 1] : [1, 5]);
    builder.output('y', builder.node('Gemm', [a, b], [6, 5], { transA, transB }));
    expect(check(builder)).toMatchObject({ Mul: 1 });
  });

  it('leaves products with one row or a bias per row alone', () => {
    const builder = new GraphBuilder('others');
    builder.output('row', builder.node('Gemm', [builder.input('a', [1, 3]), builder.input('b', [3, 1])], [1, 1]));
    const inputs = [builder.input('c', [4, 3]), builder.input('d', [3, 1]), builder.input('e', [4, 1])];
    builder.output('biased', builder.node('Gemm', inputs, [4, 1]));
    expect(check(builder)).toEqual({ Gemm: 2 });
  });
});
