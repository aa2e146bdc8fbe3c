import { describe, expect, it } from 'vitest';
import { checkPass, filled, unaryGraph } from './checkPass.js';
import type { GraphBuilder } from './graphBuilder.js';
import { shrinkOperands } from './shrinkOperands.js';

const full = [2, 3, 4];

const check = (build: (builder: GraphBuilder, x: string) => string, shape: readonly number[] = full) =>
  checkPass(shrinkOperands, unaryGraph(shape, build));

describe('shrinkOperands', () => {
  it('lets operators broadcast uniform constants and repeated rows', () => {
    const { operators, graph } = check((b, x) => {
      const row = b.node('ReduceSum', [x, b.integers([0])], [1, 3, 4], { keepdims: 1 });
      const repeated = b.node('Expand', [row, b.integers(full)], full);
      const doubled = b.node('Mul', [repeated, filled(b, full, 2)], full);
      return b.node('Add', [x, doubled], full);
    });
    expect(operators).toEqual({ ReduceSum: 1, Mul: 1, Add: 1 });
    expect([...graph.constants.values()].filter(({ dtype }) => dtype === 'float32').map(({ shape }) => shape)).toEqual([
      [],
    ]);
  });

  it('multiplies columns with rows instead of repeating one of them', () => {
    const { operators } = check((b, x) => {
      const column = b.node('ReduceSum', [x, b.integers([2])], [2, 3, 1], { keepdims: 1 });
      const row = b.node('ReduceSum', [x, b.integers([0])], [1, 3, 4], { keepdims: 1 });
      return b.node('Mul', [row, b.node('Expand', [column, b.integers(full)], full)], full);
    });
    expect(operators).toEqual({ ReduceSum: 2, Mul: 1 });
  });

  it('keeps an operand that gives the result its shape', () => {
    const build = (b: GraphBuilder, x: string) => b.node('Add', [x, filled(b, full, 2)], full);
    expect(check(build, [3, 4]).graph.constants.values().next().value!.shape).toEqual(full);
  });

  it('chooses between uniform constants', () => {
    const { graph } = check((b, x) => {
      const positive = b.node('Greater', [x, filled(b, [4], 0)], full, {}, 'bool');
      return b.node('Where', [positive, filled(b, full, 1), filled(b, [1, 4], 5)], full);
    });
    expect([...graph.constants.values()].map(({ shape }) => shape)).toEqual([[], [], []]);
  });
});
