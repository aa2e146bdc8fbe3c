import { describe, expect, it } from 'vitest';
import { checkPass, unaryGraph } from './checkPass.js';
import type { GraphBuilder } from './graphBuilder.js';
import { simplifyShapes } from './simplifyShapes.js';

const full = [2, 3, 4];

const check = (build: (builder: GraphBuilder, x: string) => string, shape: readonly number[] = full) =>
  checkPass(simplifyShapes, unaryGraph(shape, build));

describe('simplifyShapes', () => {
  const reshape = (b: GraphBuilder, x: string, shape: readonly number[]) =>
    b.node('Reshape', [x, b.integers(shape)], shape);
  const transpose = (b: GraphBuilder, x: string, perm: readonly number[], shape: readonly number[]) =>
    b.node('Transpose', [x], shape, { perm });

  it.each<[string, (builder: GraphBuilder, x: string) => string, Record<string, number>]>([
    ['copies', (b, x) => b.node('Identity', [b.node('Cast', [reshape(b, x, full)], full, { to: 1 })], full), {}],
    ['expansion to the same shape', (b, x) => b.node('Expand', [x, b.integers([1, 1, 4])], full), {}],
    ['concatenation of one', (b, x) => b.node('Concat', [x], full, { axis: 1 }), {}],
    [
      'slice of everything',
      (b, x) => b.node('Slice', [x, b.integers([0]), b.integers([9]), b.integers([1])], full),
      {},
    ],
    [
      'reversal',
      (b, x) => b.node('Slice', [x, b.integers([-1]), b.integers([-9]), b.integers([0]), b.integers([-1])], full),
      { Slice: 1 },
    ],
    ['reshape chain', (b, x) => reshape(b, reshape(b, x, [6, 4]), [24]), { Reshape: 1 }],
    ['reshape there and back', (b, x) => reshape(b, reshape(b, x, [6, 4]), full), {}],
    ['transpose there and back', (b, x) => transpose(b, transpose(b, x, [2, 0, 1], [4, 2, 3]), [1, 2, 0], full), {}],
    [
      'transpose chain',
      (b, x) => transpose(b, transpose(b, x, [2, 0, 1], [4, 2, 3]), [1, 0, 2], [2, 4, 3]),
      { Transpose: 1 },
    ],
    [
      'transposed dimension of size 1',
      (b, x) => transpose(b, reshape(b, x, [6, 1, 4]), [1, 0, 2], [1, 6, 4]),
      { Reshape: 1 },
    ],
    ['true transposition', (b, x) => transpose(b, x, [1, 0, 2], [3, 2, 4]), { Transpose: 1 }],
    [
      'reduction over size 1',
      (b, x) => b.node('ReduceMean', [reshape(b, x, [2, 1, 12]), b.integers([1])], [2, 12], { keepdims: 0 }),
      { Reshape: 1 },
    ],
    ['reduction', (b, x) => b.node('ReduceMax', [x, b.integers([0, 1])], [4], { keepdims: 0 }), { ReduceMax: 1 }],
  ])('%s', (_, build, operators) => {
    expect(check(build).operators).toEqual(operators);
  });
});
