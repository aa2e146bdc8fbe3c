import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyGraph } from '../graph.js';
import { runGraph } from '../runtime/runGraph.js';
import { summarise } from './explain.js';
import { GraphBuilder } from './graphBuilder.js';
import { optimise } from './optimise.js';

const rows = 40;
const columns = 33;
const matrix = [rows, columns];

/** Values of a random graph, by shape; each step makes a new one from earlier ones, chosen by number. */
interface Pool {
  readonly builder: GraphBuilder;
  /** [rows, columns] */
  readonly matrices: string[];
  /** Anything that broadcasts to a matrix. */
  readonly operands: string[];
}

type Step = (pool: Pool, choice: number) => void;

const pick = <Item>(items: readonly Item[], choice: number) => items[choice % items.length];

/** A product of two large values is squashed, so that results stay comparable. */
const binary =
  (op: string, squash = false): Step =>
  ({ builder, matrices, operands }, choice) => {
    const [a, b] = [pick(matrices, choice), pick(operands, choice >> 4)];
    const result = builder.node(op, choice & 1 ? [a, b] : [b, a], matrix);
    matrices.push(squash ? builder.node('Tanh', [result], matrix) : result);
  };

const unary =
  (op: string, attributes = {}): Step =>
  ({ builder, matrices }, choice) => {
    matrices.push(builder.node(op, [pick(matrices, choice)], matrix, attributes));
  };

const filled = (builder: GraphBuilder, shape: readonly number[], number: number) =>
  builder.constant(shape, new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(number));

const constant: Step = ({ builder, operands }, choice) => {
  const shape = pick([[], [columns], [1, columns], [rows, 1], matrix, [1, 1]], choice);
  operands.push(filled(builder, shape, pick([0, 1, -1, 2, 0.5, 3, -0.25], choice >> 3)));
};

const divideByConstant: Step = ({ builder, matrices }, choice) => {
  const divisor = builder.scalar(pick([1, -1, 3, 0.7, 4], choice >> 4));
  matrices.push(builder.node('Div', [pick(matrices, choice), divisor], matrix));
};

const reshapeTwice: Step = ({ builder, matrices }, choice) => {
  const flat = [rows * columns];
  const inner = builder.node('Reshape', [pick(matrices, choice), builder.integers(flat)], flat);
  const scaled = choice & 16 ? builder.node('Neg', [inner], flat) : inner;
  matrices.push(builder.node('Reshape', [scaled, builder.integers(matrix)], matrix));
};

const transposeTwice: Step = ({ builder, matrices }, choice) => {
  const turned = builder.node('Transpose', [pick(matrices, choice)], [columns, rows], { perm: [1, 0] });
  const scaled = choice & 16 ? builder.node('Mul', [turned, builder.scalar(-1)], [columns, rows]) : turned;
  matrices.push(builder.node('Transpose', [scaled], matrix, { perm: [1, 0] }));
};

const reduce: Step = ({ builder, matrices, operands }, choice) => {
  const axis = choice & 1;
  const shape = axis === 0 ? [1, columns] : [rows, 1];
  const [op, input] = [choice & 2 ? 'ReduceSum' : 'ReduceMean', pick(matrices, choice >> 4)];
  const reduced = builder.node(op, [input, builder.integers([axis])], shape, { keepdims: 1 });
  const small = builder.node('Tanh', [reduced], shape);
  operands.push(choice & 4 ? builder.node('Expand', [small, builder.integers(matrix)], matrix) : small);
};

const layer: Step = ({ builder, matrices, operands }, choice) => {
  const width = choice & 1 ? columns : 1;
  const weights = Float32Array.from({ length: columns * width }, (_, index) => Math.sin(index * 2.3 + choice) / 6);
  const shape = [rows, width];
  const product = builder.node(
    'Gemm',
    [pick(matrices, choice >> 4), builder.constant([columns, width], weights)],
    shape,
  );
  const biased = builder.node('Add', [product, filled(builder, choice & 2 ? [1, width] : [width], 0.1)], shape);
  (width === 1 ? operands : matrices).push(builder.node('Tanh', [biased], shape));
};

/** relu and its mask, of an input: rounding must not move a value across zero. */
const maskedRelu: Step = ({ builder, matrices }, choice) => {
  const x = matrices[choice & 1];
  const positive = builder.node('Greater', [x, builder.scalar(0)], matrix, {}, 'bool');
  const mask = builder.node('Cast', [positive], matrix, { to: 1 });
  matrices.push(builder.node('Mul', [pick(matrices, choice >> 4), mask], matrix), builder.node('Relu', [x], matrix));
};

/** Arithmetic on columns between reshapes that move dimensions of size 1, with scalars. */
const columnChain: Step = ({ builder, matrices, operands }, choice) => {
  const summed = builder.node('ReduceMean', [pick(matrices, choice), builder.integers([1])], [rows], { keepdims: 0 });
  const shapes = [[rows, 1], [1, rows, 1], [1, rows], [rows]];
  let value = summed;
  for (const digit of [choice, choice >> 2, choice >> 4, choice >> 6]) {
    const shape = pick(shapes, digit & 3);
    const moved = builder.node('Reshape', [value, builder.integers(shape)], shape);
    value = builder.node(digit & 1 ? 'Mul' : 'Sub', [moved, builder.scalar(1 + digit / 64)], shape);
    value = builder.node('Tanh', [builder.node('Add', [value, moved], shape)], shape);
  }
  operands.push(builder.node('Reshape', [value, builder.integers([rows, 1])], [rows, 1]));
};

/** What a network of one output sends back to its input, and one column of it. */
const sendBack: Step = ({ builder, matrices, operands }, choice) => {
  const weights = (height: number, width: number, seed: number) =>
    builder.constant(
      [height, width],
      Float32Array.from({ length: height * width }, (_, i) => Math.sin(i * 1.9 + seed) / 5),
    );
  const summed = builder.node('ReduceMean', [pick(matrices, choice), builder.integers([1])], [rows, 1], {
    keepdims: 1,
  });
  const outer = builder.node('Gemm', [summed, weights(columns, 1, choice)], matrix, { transB: 1 });
  const masked = builder.node('Mul', [outer, pick(matrices, choice >> 3)], matrix);
  const back = builder.node('Gemm', [masked, weights(5, columns, choice + 1)], [rows, 5], { transB: 1 });
  const range = [choice % 5, (choice % 5) + 1, 1].map((number) => builder.integers([number]));
  operands.push(builder.node('Tanh', [builder.node('Slice', [back, ...range], [rows, 1])], [rows, 1]));
};

const steps: readonly Step[] = [
  ...[binary('Add'), binary('Sub'), binary('Mul', true), binary('Max'), unary('Neg'), unary('Relu'), unary('Tanh')],
  ...[unary('Identity'), unary('Cast', { to: 1 }), constant, constant, divideByConstant],
  ...[reshapeTwice, transposeTwice, reduce, layer, maskedRelu, columnChain, sendBack],
];

function randomGraph(choices: readonly (readonly [number, number])[]) {
  const builder = new GraphBuilder('random');
  const matrices = [builder.input('x', matrix), builder.input('y', matrix)];
  const operands = [
    ...matrices,
    builder.input('row', [columns]),
    builder.input('column', [rows, 1]),
    builder.input('number', []),
  ];
  const pool = { builder, matrices, operands };
  for (const [step, choice] of choices) pick(steps, step)(pool, choice);
  builder.output('last', matrices.at(-1)!);
  builder.output('other', pick(matrices, matrices.length >> 1));
  builder.output('operand', operands.at(-1)!);
  return builder.graph;
}

const inputs = Object.fromEntries(
  ['x', 'y', 'row', 'column', 'number'].map((name, seed) => {
    const size = { row: columns, column: rows, number: 1 }[name] ?? rows * columns;
    return [name, Array.from({ length: size }, (_, index) => Math.sin(index * 7.13 + seed + 0.5) * 1.5)];
  }),
);

describe('optimise', () => {
  it('preserves the results of random graphs and never adds nodes that compute', () => {
    const number = fc.integer({ min: 0, max: 1023 });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 25 }), (choices) => {
        const graph = randomGraph(choices);
        const expected = runGraph(graph, inputs);
        const rewritten = copyGraph(graph);
        optimise(rewritten);
        const results = runGraph(rewritten, inputs);
        expect(Object.keys(results)).toEqual(Object.keys(expected));
        for (const [name, values] of Object.entries(expected)) {
          expect(results[name]).toHaveLength(values.length);
          const largest = Math.max(1, ...values.map(Math.abs));
          const error = Math.max(...values.map((value, index) => Math.abs(value - results[name][index])));
          expect(error / largest).toBeLessThan(1e-5);
        }
        const { Reshape: before = 0 } = summarise(graph).operators;
        const { Reshape: after = 0 } = summarise(rewritten).operators;
        expect(rewritten.nodes.length - after).toBeLessThanOrEqual(graph.nodes.length - before);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('changes nothing when it is applied again', () => {
    const graph = randomGraph(Array.from({ length: 40 }, (_, index) => [index, index * 37] as const));
    optimise(graph);
    const once = summarise(graph);
    optimise(graph);
    expect(summarise(graph)).toEqual(once);
  });

  it('removes inputs that the outputs do not depend on', () => {
    const builder = new GraphBuilder('unused');
    const x = builder.input('x', [2]);
    builder.output(
      'y',
      builder.node('Add', [x, builder.node('Mul', [builder.input('z', [2]), builder.scalar(2)], [2])], [2]),
    );
    builder.graph.outputs.set('y', x);
    optimise(builder.graph);
    expect(summarise(builder.graph)).toMatchObject({ nodes: 0, inputs: ['x'] });
  });
});
