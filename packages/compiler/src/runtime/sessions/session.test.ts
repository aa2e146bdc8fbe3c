import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { emitModel } from '../../onnx/emitModel.js';
import { GraphBuilder } from '../../passes/graphBuilder.js';
import { graphExecutable } from '../graphExecutable.js';
import { hostArray } from '../ports.js';
import { directCalls, directCallsStatus } from './direct.js';
import { Session } from './session.js';

const calls = ['direct', 'binding'] as const;

/** A layer with all kinds of ports: [4, 3] · [3, 2] + [2], masked, and an integer and a truth value passed on. */
function layer(): GraphBuilder {
  const builder = new GraphBuilder('layer');
  const [x, w, b] = [builder.input('x', [4, 3]), builder.input('w', [3, 2]), builder.input('b', [2])];
  const [mask, count] = [builder.input('mask', [4, 1], 'bool'), builder.input('count', [], 'int32')];
  const linear = builder.node('Gemm', [x, w, b], [4, 2]);
  builder.output('y', builder.node('Where', [mask, linear, builder.scalar(0)], [4, 2]));
  builder.output('total', builder.node('ReduceSum', [linear], [], { keepdims: 0 }));
  builder.output('inverted', builder.node('Not', [mask], [4, 1], {}, 'bool'));
  builder.output('doubled', builder.node('Add', [count, count], [], {}, 'int32'));
  return builder;
}

function results(how: (typeof calls)[number], runs: number): number[][] {
  const executable = graphExecutable(layer().graph, {}, { threads: 1, calls: how });
  const seen: number[][] = [];
  for (let run = 0; run < runs; run++) {
    for (const [name, { data }] of Object.entries(executable.inputs))
      for (let i = 0; i < data.length; i++) data[i] = name === 'mask' ? (i + run) % 2 : 3 * Math.sin(i + run);
    executable.run();
    seen.push(Object.values(executable.outputs).flatMap(({ data }) => [...data]));
  }
  executable.dispose();
  return seen;
}

describe('calls of ONNX Runtime', () => {
  it('go without its binding for Node where koffi is installed, as here', () => {
    expect(directCallsStatus()).toMatchObject({ available: true });
    expect(directCalls()).toBeDefined();
  });

  it('give the same bits either way, from what its storage holds at each run', () => {
    const direct = results('direct', 3);
    expect(direct).toEqual(results('binding', 3));
    expect(new Set(direct.map(String)).size).toBe(3);
  });

  it.each(calls)('take what is rejected as an error of the program (%s)', (how) => {
    const builder = new GraphBuilder('wrong');
    const port = { spec: { shape: [2], dtype: 'float32' as const }, data: hostArray({ shape: [2], dtype: 'float32' }) };
    builder.output('y', builder.node('NoSuchOperator', [builder.input('x', [2])], [2]));
    const load = () =>
      new Session('wrong', emitModel(builder.graph), { x: port }, { y: port }, { threads: 1, calls: how });
    expect(load).toThrow(expect.objectContaining({ code: 'VEM_GRAPH_REJECTED' }));
    expect(load).toThrow(/NoSuchOperator/);
  });

  it.each(calls)('say why a run failed (%s)', (how) => {
    const builder = new GraphBuilder('gather');
    const [x, index] = [builder.input('x', [2]), builder.input('index', [1], 'int32')];
    builder.output('y', builder.node('Gather', [x, index], [1]));
    const executable = graphExecutable(builder.graph, {}, { threads: 1, calls: how });
    executable.inputs.index.data[0] = 7;
    expect(() => executable.run()).toThrow(expect.objectContaining({ code: 'VEM_PROGRAM_FAILED' }));
    executable.inputs.index.data[0] = 1;
    executable.inputs.x.data.set([3, 4]);
    executable.run();
    expect([...executable.outputs.y.data]).toEqual([4]);
    executable.dispose();
    expect(() => executable.run()).toThrow(expect.objectContaining({ code: 'VEM_EXECUTABLE_DISPOSED' }));
    expect(() => executable.dispose()).not.toThrow();
  });

  it.each(calls)('take tensors without elements (%s)', (how) => {
    const builder = new GraphBuilder('empty');
    builder.output('y', builder.node('Neg', [builder.input('x', [0, 3])], [0, 3]));
    const executable = graphExecutable(builder.graph, {}, { threads: 1, calls: how });
    expect(() => executable.run()).not.toThrow();
    executable.dispose();
  });

  it('hold the library, which is unloaded else with the first garbage', () => {
    const built = (name: string) => new URL(`../../../dist/runtime/${name}.js`, import.meta.url).href;
    const script = `
      const [{ ortApi }, { loadKoffi }] = await Promise.all(process.argv.slice(1).map((url) => import(url)));
      const api = ortApi(loadKoffi());
      for (let i = 0; i < 3; i++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 10));
        api.ReleaseSessionOptions(api.make(api.CreateSessionOptions));
      }
      console.log(api.version);`;
    // In a process of its own, where nobody else has loaded it.
    const run = spawnSync(
      process.execPath,
      ['--expose-gc', '--input-type=module', '--eval', script, built('sessions/ortApi'), built('koffi')],
      {
        encoding: 'utf8',
      },
    );
    expect(run).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+/) });
  });
});
