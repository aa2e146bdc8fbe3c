import { describe, expect, it } from 'vitest';
import { runGraph } from '../runtime/runGraph.js';
import { checkPass, filled, unaryGraph } from './checkPass.js';
import { summarise } from './explain.js';
import { GraphBuilder } from './graphBuilder.js';
import { simplifyArithmetic } from './simplifyArithmetic.js';

const full = [2, 3, 4];

const check = (build: (builder: GraphBuilder, x: string) => string, shape: readonly number[] = full) =>
  checkPass(simplifyArithmetic, unaryGraph(shape, build));

describe('simplifyArithmetic', () => {
  it.each<[string, (builder: GraphBuilder, x: string) => string, Record<string, number>]>([
    ['x·1', (b, x) => b.node('Mul', [x, b.scalar(1)], full), {}],
    ['1·x', (b, x) => b.node('Mul', [filled(b, full, 1), x], full), {}],
    ['x/1', (b, x) => b.node('Div', [x, b.scalar(1)], full), {}],
    ['x+0', (b, x) => b.node('Add', [x, filled(b, [4], 0)], full), {}],
    ['x−0', (b, x) => b.node('Sub', [x, b.scalar(0)], full), {}],
    ['0−x', (b, x) => b.node('Sub', [b.scalar(0), x], full), { Neg: 1 }],
    ['1−x', (b, x) => b.node('Sub', [b.scalar(1), x], full), { Sub: 1 }],
    ['1/x', (b, x) => b.node('Div', [b.scalar(1), x], full), { Div: 1 }],
    ['−−x', (b, x) => b.node('Neg', [b.node('Neg', [x], full)], full), {}],
    ['−(x−y)', (b, x) => b.node('Neg', [b.node('Sub', [x, b.scalar(3)], full)], full), { Sub: 1 }],
    ['−(2x)', (b, x) => b.node('Neg', [b.node('Mul', [x, b.scalar(2)], full)], full), { Mul: 1 }],
    ['x·(−1)', (b, x) => b.node('Mul', [b.scalar(-1), x], full), { Neg: 1 }],
    ['(−x)·3', (b, x) => b.node('Mul', [b.node('Neg', [x], full), b.scalar(3)], full), { Mul: 1 }],
    [
      '(−x)·(−eˣ)',
      (b, x) => b.node('Mul', [b.node('Neg', [x], full), b.node('Neg', [b.node('Exp', [x], full)], full)], full),
      { Exp: 1, Mul: 1 },
    ],
    [
      'eˣ+(−x)',
      (b, x) => b.node('Add', [b.node('Exp', [x], full), b.node('Neg', [x], full)], full),
      { Exp: 1, Sub: 1 },
    ],
    [
      '(−x)+eˣ',
      (b, x) => b.node('Add', [b.node('Neg', [x], full), b.node('Exp', [x], full)], full),
      { Exp: 1, Sub: 1 },
    ],
    [
      'eˣ−(−x)',
      (b, x) => b.node('Sub', [b.node('Exp', [x], full), b.node('Neg', [x], full)], full),
      { Exp: 1, Add: 1 },
    ],
    ['x/7', (b, x) => b.node('Div', [x, b.scalar(7)], full), { Mul: 1 }],
    [
      '((2x)/3)·6',
      (b, x) =>
        b.node('Mul', [b.node('Div', [b.node('Mul', [b.scalar(2), x], full), b.scalar(3)], full), b.scalar(6)], full),
      { Mul: 1 },
    ],
    ['(2x/2)', (b, x) => b.node('Div', [b.node('Mul', [x, b.scalar(2)], full), b.scalar(2)], full), {}],
  ])('%s', (_, build, operators) => {
    expect(check(build).operators).toEqual(operators);
  });

  it('repeats where a neutral constant made the result larger', () => {
    const { operators } = check((b, x) => b.node('Mul', [x, filled(b, full, 1)], full), [2, 1, 4]);
    expect(operators).toEqual({ Expand: 1 });
  });

  it('keeps divisions by zero and factors whose product is no ordinary number', () => {
    expect(check((b, x) => b.node('Div', [x, b.scalar(0)], full)).operators).toEqual({ Div: 1 });
    expect(check((b, x) => b.node('Mul', [x, b.scalar(0)], full)).operators).toEqual({ Mul: 1 });
    const tiny = (b: GraphBuilder, x: string) =>
      b.node('Mul', [b.node('Mul', [x, b.scalar(1e-30)], full), b.scalar(1e-30)], full);
    expect(check(tiny).operators).toEqual({ Mul: 2 });
  });

  it('leaves factors of int32 alone', () => {
    const builder = new GraphBuilder('integers');
    const x = builder.input('x', [3], 'int32');
    const constant = (value: number) => builder.constant([], Int32Array.of(value));
    const one = builder.node('Mul', [x, constant(1)], [3], {}, 'int32');
    builder.output(
      'y',
      builder.node('Div', [builder.node('Mul', [one, constant(3)], [3], {}, 'int32'), constant(2)], [3], {}, 'int32'),
    );
    simplifyArithmetic(builder.graph);
    expect(summarise(builder.graph).operators).toEqual({ Mul: 1, Div: 1 });
    expect(runGraph(builder.graph, { x: [1, 2, -3] }).y).toEqual([1, 3, -4]);
  });
});
