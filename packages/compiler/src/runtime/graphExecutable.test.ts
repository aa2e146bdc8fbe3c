import { describe, expect, it } from 'vitest';
import { emptyGraph } from '../graph.js';
import { webAssembly } from '../optimiser/webAssembly.js';
import { GraphBuilder } from '../passes/graphBuilder.js';
import { graphExecutable } from './graphExecutable.js';

const options = { threads: 1 };

function addGraph() {
  const builder = new GraphBuilder('add');
  const a = builder.input('a', [2, 3]);
  const b = builder.input('b', [3]);
  builder.output('sum', builder.node('Add', [a, b], [2, 3]));
  return builder.graph;
}

describe('graphExecutable', () => {
  it('reads its input storage and writes its output storage at every run', () => {
    const executable = graphExecutable(addGraph(), {}, options);
    executable.inputs.a.data.set([1, 2, 3, 4, 5, 6]);
    executable.inputs.b.data.set([10, 20, 30]);
    executable.run();
    expect([...executable.outputs.sum.data]).toEqual([11, 22, 33, 14, 25, 36]);
    executable.inputs.b.data.fill(0);
    executable.run();
    expect([...executable.outputs.sum.data]).toEqual([1, 2, 3, 4, 5, 6]);
    executable.dispose();
  });

  it('works on views of a WebAssembly memory and on small arrays of the caller', () => {
    const memory = new webAssembly!.Memory({ initial: 1, maximum: 1 });
    const a = new Float32Array(memory.buffer, 64, 6).fill(1);
    const b = Float32Array.of(1, 2, 3);
    const sum = new Float32Array(memory.buffer, 256, 6);
    const executable = graphExecutable(addGraph(), { a, b, sum, unrelated: Float32Array.of(0) }, options);
    executable.run();
    expect([...sum]).toEqual([2, 3, 4, 2, 3, 4]);
    expect(executable.outputs.sum.data).toBe(sum);
    executable.dispose();
  });

  it('has nothing to do without outputs', () => {
    const executable = graphExecutable(emptyGraph('nothing'), {}, options);
    expect(() => executable.run()).not.toThrow();
    expect(executable.outputs).toEqual({});
  });

  it('passes int32 and bool tensors through ports', () => {
    const builder = new GraphBuilder('types');
    const index = builder.input('index', [3], 'int32');
    const mask = builder.input('mask', [3], 'bool');
    const doubled = builder.node('Add', [index, index], [3], {}, 'int32');
    builder.output('doubled', doubled);
    builder.output('inverted', builder.node('Not', [mask], [3], {}, 'bool'));
    const executable = graphExecutable(builder.graph, {}, options);
    executable.inputs.index.data.set([1, -2, 3]);
    executable.inputs.mask.data.set([1, 0, 1]);
    executable.run();
    expect(executable.outputs.doubled.data).toEqual(Int32Array.of(2, -4, 6));
    expect(executable.outputs.inverted.data).toEqual(Uint8Array.of(0, 1, 0));
    executable.dispose();
  });

  it('returns inputs, constants and one value under two names as outputs', () => {
    const builder = new GraphBuilder('plain');
    const x = builder.input('x', [2]);
    builder.output('same', x);
    builder.output('x', x);
    builder.output('five', builder.constant([1], Float32Array.of(5)));
    const negative = builder.node('Neg', [x], [2]);
    builder.output('negative', negative);
    builder.output('again', negative);
    const executable = graphExecutable(builder.graph, {}, options);
    executable.inputs.x.data.set([7, 8]);
    executable.run();
    const results = Object.fromEntries(Object.entries(executable.outputs).map(([name, { data }]) => [name, [...data]]));
    expect(results).toEqual({ same: [7, 8], x: [7, 8], five: [5], negative: [-7, -8], again: [-7, -8] });
    executable.dispose();
  });

  it('accepts tensors without elements', () => {
    const builder = new GraphBuilder('empty');
    const x = builder.input('x', [0, 3]);
    const w = builder.input('w', [3, 2]);
    builder.output('product', builder.node('Gemm', [x, w], [0, 2]));
    builder.output('rows', x);
    const executable = graphExecutable(builder.graph, {}, options);
    executable.run();
    expect(executable.outputs.product.data).toHaveLength(0);
    expect(executable.outputs.rows.spec.shape).toEqual([0, 3]);
    executable.dispose();
  });

  it('writes an output that is bound to the memory of an input after everything was read', () => {
    const builder = new GraphBuilder('recurrent');
    const state = builder.input('state', [2]);
    const doubled = builder.node('Add', [state, state], [2]);
    builder.output('state', doubled);
    builder.output('change', builder.node('Sub', [doubled, state], [2]));
    const storage = Float32Array.of(1, 3);
    const executable = graphExecutable(builder.graph, { state: storage }, options);
    executable.run();
    expect([...storage, ...executable.outputs.change.data]).toEqual([2, 6, 1, 3]);
    executable.run();
    expect([...storage, ...executable.outputs.change.data]).toEqual([4, 12, 2, 6]);
    executable.dispose();
  });

  it('refuses storage of the wrong type, length or memory, and outputs that overlap', () => {
    const load = (bindings: Record<string, Float32Array | Int32Array>) => () =>
      graphExecutable(addGraph(), bindings, options);
    expect(load({ a: new Float32Array(5) })).toThrow(expect.objectContaining({ code: 'VEM_BINDING_INVALID' }));
    expect(load({ a: new Int32Array(6) })).toThrow(/Float32Array of 6 elements .* received a Int32Array of 6/);
    expect(load({ b: new Float32Array(new SharedArrayBuffer(12)) })).toThrow(/shared memory/);
    const builder = new GraphBuilder('pair');
    const x = builder.input('x', [2]);
    builder.output('p', builder.node('Neg', [x], [2]));
    builder.output('q', builder.node('Exp', [x], [2]));
    const storage = new Float32Array(3);
    expect(() =>
      graphExecutable(builder.graph, { p: storage.subarray(0, 2), q: storage.subarray(1) }, options),
    ).toThrow(expect.objectContaining({ code: 'VEM_BINDING_OVERLAP' }));
  });

  it('reports graphs that ONNX Runtime rejects, runs that fail, and runs after dispose', () => {
    const rejected = new GraphBuilder('bad');
    rejected.output('y', rejected.node('NoSuchOperator', [rejected.input('x', [1])], [1]));
    expect(() => graphExecutable(rejected.graph, {}, options)).toThrow(
      expect.objectContaining({ code: 'VEM_GRAPH_REJECTED', message: expect.stringContaining('NoSuchOperator') }),
    );
    const failing = new GraphBuilder('gather');
    const index = failing.input('index', [1], 'int32');
    const table = failing.input('table', [2]);
    failing.output('y', failing.node('Gather', [table, index], [1]));
    const gather = graphExecutable(failing.graph, {}, options);
    gather.inputs.index.data.set([9]);
    expect(() => gather.run()).toThrow(expect.objectContaining({ code: 'VEM_PROGRAM_FAILED' }));
    gather.dispose();
    expect(() => gather.run()).toThrow(expect.objectContaining({ code: 'VEM_EXECUTABLE_DISPOSED' }));
  });

  it('leaves nothing behind over many runs', () => {
    const builder = new GraphBuilder('flat');
    const x = builder.input('x', [50_000]);
    builder.output('y', builder.node('Neg', [x], [50_000]));
    const executable = graphExecutable(builder.graph, {}, options);
    const runs = (count: number) => {
      for (let run = 0; run < count; run++) executable.run();
    };
    runs(3000);
    const before = process.memoryUsage().rss;
    runs(10_000); // writes 2 GB of results
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
    executable.dispose();
  });
});
