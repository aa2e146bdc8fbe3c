import { describe, expect, it } from 'vitest';
import { checkPass, filled, unaryGraph } from './checkPass.js';
import type { GraphBuilder } from './graphBuilder.js';
import { mergeDuplicates } from './mergeDuplicates.js';

const full = [2, 3, 4];

const check = (build: (builder: GraphBuilder, x: string) => string, shape: readonly number[] = full) =>
  checkPass(mergeDuplicates, unaryGraph(shape, build));

describe('mergeDuplicates', () => {
  it('merges equal nodes, also behind merged ones and with swapped operands', () => {
    const { operators } = check((builder, x) => {
      const [a, b] = [builder.scalar(2), builder.scalar(2)];
      const left = builder.node('Exp', [builder.node('Mul', [x, a], full)], full);
      const right = builder.node('Exp', [builder.node('Mul', [b, x], full)], full);
      return builder.node('Sub', [left, right], full);
    });
    expect(operators).toEqual({ Mul: 1, Exp: 1, Sub: 1 });
  });

  it('keeps nodes apart that differ in order, attributes, shape, type or sign of a constant', () => {
    const { operators, graph } = check((builder, x) => {
      const one = builder.scalar(1);
      const terms = [
        builder.node('Sub', [x, one], full),
        builder.node('Sub', [one, x], full),
        builder.node('Div', [one, builder.node('Add', [x, filled(builder, [1], 1)], full)], full),
        builder.node('LeakyRelu', [x], full, { alpha: { float: 0.1 } }),
        builder.node('LeakyRelu', [x], full, { alpha: { float: 0.2 } }),
        builder.node('Add', [x, builder.node('Cast', [builder.constant([], Int32Array.of(1))], [], { to: 1 })], full),
        builder.node('Add', [x, builder.scalar(0)], full),
        builder.node('Add', [x, builder.scalar(-0)], full),
      ];
      return terms.reduce((sum, term) => builder.node('Max', [sum, term], full));
    });
    expect(operators).toMatchObject({ Sub: 2, LeakyRelu: 2, Add: 4 });
    expect(graph.constants.size).toBe(5);
  });
});
