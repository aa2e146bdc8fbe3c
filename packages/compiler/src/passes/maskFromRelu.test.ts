import { describe, expect, it } from 'vitest';
import { runGraph } from '../runtime/runGraph.js';
import { checkPass } from './checkPass.js';
import { GraphBuilder } from './graphBuilder.js';
import { maskFromRelu } from './maskFromRelu.js';

const check = (builder: GraphBuilder) => checkPass(maskFromRelu, builder).operators;

describe('maskFromRelu', () => {
  type Step = (builder: GraphBuilder, x: string) => string;
  const shape = [8];
  const positive: Step = (builder, x) => builder.node('Greater', [x, builder.scalar(0)], shape, {}, 'bool');
  const cast: Step = (builder, x) => builder.node('Cast', [positive(builder, x)], shape, { to: 1 });
  const chosen: Step = (builder, x) =>
    builder.node('Where', [positive(builder, x), builder.scalar(1), builder.scalar(0)], shape);
  const keepingNaN: Step = (builder, x) =>
    builder.node('Where', [builder.node('IsNaN', [x], shape, {}, 'bool'), x, chosen(builder, x)], shape);

  const gradient = (step: Step, of: 'x' | 'relu') => {
    const builder = new GraphBuilder('relu');
    const x = builder.input('x', shape);
    const mask = step(builder, of === 'x' ? x : builder.node('Relu', [x], shape));
    const y = builder.node('Relu', [x], shape); // recorded after the mask: the pass restores the order
    builder.output('dx', builder.node('Mul', [builder.input('dy', shape), mask], shape));
    builder.output('y', y);
    return builder;
  };

  it.each([
    ['cast', cast],
    ['chosen', chosen],
    ['keeping NaN', keepingNaN],
  ] as const)('takes the mask from the result of relu, %s', (_, step) => {
    expect(check(gradient(step, 'x'))).toEqual({ Relu: 1, HardSigmoid: 1, Mul: 1 });
    expect(check(gradient(step, 'relu'))).toEqual({ Relu: 2, HardSigmoid: 1, Mul: 1 });
  });

  it('keeps NaN, and is exact down to the smallest normal number', () => {
    const { graph } = gradient(keepingNaN, 'x');
    maskFromRelu(graph);
    const x = [Number.NaN, 1.2e-38, -1.2e-38, 0, -0, Infinity, -Infinity, 3e38];
    expect(runGraph(graph, { x, dy: x.map(() => 2) }).dx).toEqual([Number.NaN, 2, 0, 0, 0, 2, 0, 2]);
  });

  it('leaves steps alone that belong to no relu or compare with another number', () => {
    const builder = new GraphBuilder('step');
    builder.output('y', cast(builder, builder.input('x', shape)));
    expect(check(builder)).toEqual({ Greater: 1, Cast: 1 });
    const shifted: Step = (b, x) =>
      b.node('Cast', [b.node('Greater', [x, b.scalar(0.5)], shape, {}, 'bool')], shape, { to: 1 });
    expect(check(gradient(shifted, 'x'))).toMatchObject({ Greater: 1, Cast: 1 });
    const leaky: Step = (b, x) => b.node('Where', [positive(b, x), b.scalar(1), b.scalar(0.1)], shape);
    expect(check(gradient(leaky, 'x'))).toMatchObject({ Where: 1 });
  });
});
