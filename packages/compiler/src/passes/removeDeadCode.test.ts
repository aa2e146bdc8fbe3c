import { describe, expect, it } from 'vitest';
import { checkPass, unaryGraph } from './checkPass.js';
import { summarise } from './explain.js';
import { GraphBuilder } from './graphBuilder.js';
import { removeDeadCode } from './removeDeadCode.js';

const full = [2, 3, 4];

const check = (build: (builder: GraphBuilder, x: string) => string, shape: readonly number[] = full) =>
  checkPass(removeDeadCode, unaryGraph(shape, build));

describe('removeDeadCode', () => {
  it('removes nodes, constants, inputs and values that no output needs', () => {
    const builder = new GraphBuilder('dead');
    const x = builder.input('x', [2]);
    const unused = builder.input('unused', [2]);
    const dead = builder.node('Add', [unused, builder.constant([2], Float32Array.of(1, 2))], [2]);
    builder.node('Exp', [dead], [2]);
    builder.output('y', builder.node('Neg', [x], [2]));
    removeDeadCode(builder.graph);
    expect(summarise(builder.graph)).toMatchObject({ operators: { Neg: 1 }, constantBytes: 0, inputs: ['x'] });
    expect([...builder.graph.values.keys()]).toHaveLength(2);
    expect([...builder.graph.inputSpecs.keys()]).toEqual(['x', 'unused']);
  });

  it('keeps a node of which one result is used', () => {
    const { operators } = check((builder, x) => {
      const node = { op: 'Split', inputs: [x, builder.integers([1, 1])], attributes: { axis: 0 }, origin: 'Split' };
      const [first, second] = ['s0', 's1'];
      for (const name of [first, second]) builder.graph.values.set(name, { dtype: 'float32', shape: [1, 3, 4] });
      builder.graph.nodes.push({ ...node, outputs: [first, second] });
      return second;
    });
    expect(operators).toEqual({ Split: 1 });
  });
});
