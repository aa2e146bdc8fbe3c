import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { explain } from '../passes/explain.js';
import type { Program } from '../program.js';
import { compiledEngine } from './compiledEngine.js';
import { eagerEngine } from './eagerEngine.js';
import { exportProgram, loadProgram } from './storedProgram.js';

const float = (...shape: number[]) => ({ shape, dtype: 'float32' as const });

/** A layer with noise; `unused` does not reach the output. */
const layer: Program = {
  name: 'layer',
  inputs: { x: float(4, 3), w: float(3, 2), b: float(2), unused: float(1) },
  body: ({ x, w, b, unused }, request) => {
    const sum = tf.add(tf.matMul(x, w), b);
    tf.mul(unused, 2);
    return { y: tf.relu(tf.add(sum, request('noise', float(4, 2)))), mean: tf.mean(sum) };
  },
};

const fill = (
  inputs: Readonly<Record<string, { readonly data: { [index: number]: number; readonly length: number } }>>,
) => {
  for (const [name, { data }] of Object.entries(inputs)) {
    for (let index = 0; index < data.length; index++) data[index] = Math.sin(index * 3.1 + name.length);
  }
};

describe('compiledEngine', () => {
  it('runs programs on bound storage with the results of the eager engine', async () => {
    const engine = compiledEngine();
    const eager = await eagerEngine({ backend: 'cpu' });
    const w = new Float32Array(6);
    const [compiled, reference] = [engine.load(layer, { w }), eager.load(layer)];
    expect(Object.keys(compiled.inputs).sort()).toEqual(['b', 'noise', 'w', 'x']);
    expect(compiled.inputs.w.data).toBe(w);
    for (const executable of [compiled, reference]) {
      fill(executable.inputs);
      executable.run();
    }
    for (const name of ['y', 'mean']) {
      const expected = [...reference.outputs[name].data];
      expect(compiled.outputs[name].spec).toEqual(reference.outputs[name].spec);
      [...compiled.outputs[name].data].forEach((value, index) => {
        expect(value).toBeCloseTo(expected[index], 6);
      });
    }
    engine.dispose();
    expect(() => compiled.run()).toThrow(expect.objectContaining({ code: 'VEM_EXECUTABLE_DISPOSED' }));
  });

  it('says what it runs on', () => {
    expect(compiledEngine()).toMatchObject({ kind: 'compiled', description: 'onnxruntime 1.30.0, 1 thread' });
    expect(compiledEngine({ threads: 2 }).description).toBe('onnxruntime 1.30.0, 2 threads');
  });

  it('fuses a layer into one product', () => {
    const { recorded, optimised } = explain(layer);
    expect(recorded.operators).toMatchObject({ Gemm: 1, Add: 2 });
    expect(optimised.operators).toEqual({ Gemm: 1, Add: 1, Relu: 1, ReduceMean: 1 });
    expect(optimised.inputs).not.toContain('unused');
  });

  it('leaves no garbage behind per run but what the binding returns', () => {
    const executable = compiledEngine().load(layer);
    for (let run = 0; run < 2000; run++) executable.run();
    const before = process.memoryUsage();
    for (let run = 0; run < 20_000; run++) executable.run();
    const after = process.memoryUsage();
    expect(after.rss - before.rss).toBeLessThan(30e6);
    expect(after.heapUsed - before.heapUsed).toBeLessThan(30e6);
    executable.dispose();
  });
});

describe('storedProgram', () => {
  it('runs a program from its file', () => {
    const stored = exportProgram(layer);
    const again = {
      ...stored,
      model: Uint8Array.from(stored.model),
      ...JSON.parse(JSON.stringify({ inputs: stored.inputs, outputs: stored.outputs })),
    };
    const [loaded, original] = [loadProgram(again), compiledEngine().load(layer)];
    for (const executable of [loaded, original]) {
      fill(executable.inputs);
      executable.run();
    }
    expect(Object.keys(loaded.inputs)).toEqual(Object.keys(original.inputs));
    expect(loaded.outputs.y.data).toEqual(original.outputs.y.data);
  });

  it('keeps a state that is input and output under one name', () => {
    const counter: Program = {
      name: 'counter',
      inputs: { state: float(2) },
      body: ({ state }) => ({ state: tf.add(state, 1) }),
    };
    const state = Float32Array.of(1, 5);
    const executable = loadProgram(exportProgram(counter), { state });
    executable.run();
    executable.run();
    expect([...state]).toEqual([3, 7]);
  });
});
