import { describe, expect, it } from 'vitest';
import { checkPass, filled, unaryGraph } from './checkPass.js';
import { foldConstants } from './foldConstants.js';
import type { GraphBuilder } from './graphBuilder.js';

const full = [2, 3, 4];

const check = (build: (builder: GraphBuilder, x: string) => string, shape: readonly number[] = full) =>
  checkPass(foldConstants, unaryGraph(shape, build));

describe('foldConstants', () => {
  it('computes arithmetic on uniform constants', () => {
    const { operators, graph } = check((builder, x) => {
      const sum = builder.node('Add', [filled(builder, [3, 1], 2), filled(builder, [4], 3)], [3, 4]);
      const quotient = builder.node('Div', [sum, builder.scalar(-4)], [3, 4]);
      const root = builder.node('Sqrt', [builder.node('Neg', [quotient], [3, 4])], [3, 4]);
      const wide = builder.node(
        'Expand',
        [builder.node('Reshape', [root, builder.integers([12, 1])], [12, 1]), builder.integers([12, 2])],
        [12, 2],
      );
      const mask = builder.node('Cast', [builder.constant([1], Uint8Array.of(1))], [1], { to: 1 });
      const arranged = builder.node(
        'Reshape',
        [builder.node('Mul', [wide, mask], [12, 2]), builder.integers(full)],
        full,
      );
      return builder.node('Add', [x, arranged], full);
    });
    expect(operators).toEqual({ Add: 1 });
    expect([...graph.constants.values()].map(({ data }) => data[0])).toEqual([Math.fround(Math.sqrt(1.25))]);
  });

  it('follows IEEE for infinities and leaves mixed constants and integers alone', () => {
    const { operators } = check((builder, x) => {
      const infinite = builder.node('Div', [builder.scalar(1), builder.scalar(0)], []);
      const mixed = builder.node(
        'Mul',
        [builder.constant([2, 1, 1], Float32Array.of(1, 2)), builder.scalar(2)],
        [2, 1, 1],
      );
      const integer = builder.node(
        'Add',
        [builder.constant([], Int32Array.of(1)), builder.constant([], Int32Array.of(2))],
        [],
        {},
        'int32',
      );
      const cast = builder.node('Cast', [integer], [], { to: 1 });
      return builder.node(
        'Min',
        [builder.node('Add', [builder.node('Mul', [x, mixed], full), cast], full), infinite],
        full,
      );
    });
    expect(operators).toEqual({ Mul: 2, Add: 2, Cast: 1, Min: 1 });
  });
});
