import { describe, expect, it } from 'vitest';
import { graphExecutable } from '../runtime/graphExecutable.js';
import { GraphBuilder } from './graphBuilder.js';
import { reshapeAtPorts } from './reshapeAtPorts.js';

const reshape = (builder: GraphBuilder, value: string, shape: readonly number[]) =>
  builder.node('Reshape', [value, builder.integers(shape)], shape);

/** y = xᵀ as a flat list, with reshapes on both sides of a transposition. */
function flatTransposition() {
  const builder = new GraphBuilder('flat');
  const matrix = reshape(builder, builder.input('x', [6]), [2, 3]);
  const turned = builder.node('Transpose', [matrix], [3, 2], { perm: [1, 0] });
  builder.output('y', reshape(builder, turned, [6]));
  return builder;
}

describe('reshapeAtPorts', () => {
  it('gives inputs and outputs the shape that is wanted inside', () => {
    const { graph } = flatTransposition();
    reshapeAtPorts(graph);
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Transpose']);
    expect(graph.values.get(graph.inputs.get('x')!)!.shape).toEqual([2, 3]);
    expect(graph.values.get(graph.outputs.get('y')!)!.shape).toEqual([3, 2]);
  });

  it.each(['direct', 'binding'] as const)('changes neither ports nor numbers of executables (%s)', (calls) => {
    const executable = graphExecutable(flatTransposition().graph, {}, { threads: 1, calls });
    expect(executable.inputs.x.spec.shape).toEqual([6]);
    expect(executable.outputs.y.spec.shape).toEqual([6]);
    executable.inputs.x.data.set([1, 2, 3, 4, 5, 6]);
    executable.run();
    expect([...executable.outputs.y.data]).toEqual([1, 4, 2, 5, 3, 6]);
    executable.dispose();
  });

  it('leaves reshapes of inputs that others read as they are, and of values that are outputs themselves', () => {
    const builder = new GraphBuilder('shared');
    const x = builder.input('x', [6]);
    const matrix = reshape(builder, x, [2, 3]);
    builder.output('sum', builder.node('ReduceSum', [matrix, builder.integers([0])], [1, 3]));
    builder.output('negative', builder.node('Neg', [x], [6]));
    const doubled = builder.node('Add', [x, x], [6]);
    builder.output('doubled', doubled);
    builder.output('matrix', reshape(builder, doubled, [3, 2]));
    builder.output('again', reshape(builder, x, [3, 2]));
    reshapeAtPorts(builder.graph);
    expect(builder.graph.nodes.filter(({ op }) => op === 'Reshape')).toHaveLength(3);
  });
});
