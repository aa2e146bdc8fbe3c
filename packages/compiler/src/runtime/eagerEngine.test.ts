import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { installGradients } from '../gradients/install.js';
import type { Program } from '../program.js';
import { describeEngines } from './describeEngines.js';
import { loadEagerBackend } from './eagerBackends.js';
import { eagerEngine } from './eagerEngine.js';

const float = (...shape: number[]) => ({ shape, dtype: 'float32' as const });

/** A linear layer with noise. */
const layer: Program = {
  name: 'layer',
  inputs: { x: float(2, 3), w: float(3, 2) },
  body: ({ x, w }, request) => ({ y: tf.add(tf.matMul(x, w), request('noise', float(2, 2))) }),
};

describe.each(['wasm', 'cpu'] as const)('eagerEngine on %s', (backend) => {
  it('runs a program on its storage', async () => {
    const engine = await eagerEngine({ backend });
    expect(engine.description).toContain(backend);
    const w = Float32Array.of(1, 0, 0, 1, 1, 1);
    const executable = engine.load(layer, { w });
    expect(executable.inputs.noise.spec).toEqual(float(2, 2));
    executable.inputs.x.data.set([1, 2, 3, 4, 5, 6]);
    executable.inputs.noise.data.set([0, 10, 0, 10]);
    executable.run();
    expect([...executable.outputs.y.data]).toEqual([4, 15, 10, 21]);
    w.fill(0);
    executable.run();
    expect([...executable.outputs.y.data]).toEqual([0, 10, 0, 10]);
    executable.dispose();
    expect(() => executable.run()).toThrow(expect.objectContaining({ code: 'VEM_EXECUTABLE_DISPOSED' }));
  });

  it('keeps no tensors and leaves the active backend alone', async () => {
    const engine = await eagerEngine({ backend });
    const before = { tensors: tf.memory().numTensors, active: tf.engine().backendName };
    const executable = engine.load(layer);
    for (let run = 0; run < 10; run++) executable.run();
    expect({ tensors: tf.memory().numTensors, active: tf.engine().backendName }).toEqual(before);
  });

  it('carries int32 and bool tensors and inputs that are outputs', async () => {
    const engine = await eagerEngine({ backend });
    const executable = engine.load({
      name: 'types',
      inputs: { index: { shape: [2], dtype: 'int32' }, mask: { shape: [2], dtype: 'bool' } },
      body: ({ index, mask }) => ({ index, inverted: tf.logicalNot(mask), doubled: tf.add(index, index) }),
    });
    executable.inputs.index.data.set([3, -4]);
    executable.inputs.mask.data.set([1, 0]);
    executable.run();
    expect(executable.outputs.index.data).toEqual(Int32Array.of(3, -4));
    expect(executable.outputs.inverted.data).toEqual(Uint8Array.of(0, 1));
    expect(executable.outputs.doubled.data).toEqual(Int32Array.of(6, -8));
  });
});

describe('eagerEngine', () => {
  it('runs programs that the wasm backend has no kernels for on the cpu backend', async () => {
    const engine = await eagerEngine({ backend: 'wasm' });
    expect(tf.getKernel('UnsortedSegmentSum', 'wasm')).toBeUndefined();
    const executable = engine.load({
      name: 'segments',
      inputs: { x: float(3), segment: { shape: [3], dtype: 'int32' } },
      body: ({ x, segment }) => ({ y: tf.unsortedSegmentSum(x, segment as tf.Tensor1D, 2) }),
    });
    executable.inputs.x.data.set([1, 2, 4]);
    executable.inputs.segment.data.set([0, 1, 0]);
    executable.run();
    expect([...executable.outputs.y.data]).toEqual([5, 2]);
  });

  it('throws errors of the program itself', async () => {
    const engine = await eagerEngine({ backend: 'wasm' });
    const broken: Program = { name: 'broken', inputs: { x: float(2) }, body: ({ x }) => ({ y: tf.matMul(x, x) }) };
    expect(() => engine.load(broken)).toThrow(/matMul/);
  });

  it('refuses a program whose signature changes from run to run', async () => {
    const engine = await eagerEngine({ backend: 'cpu' });
    let runs = 0;
    const growing = engine.load({ name: 'growing', inputs: {}, body: () => ({ y: tf.zeros([++runs]) }) });
    expect(() => growing.run()).toThrow(expect.objectContaining({ code: 'VEM_SIGNATURE_CHANGED' }));
    const asking = engine.load({
      name: 'asking',
      inputs: {},
      body: (_, request) => ({ y: request(`noise${runs++}`, float(1)) }),
    });
    expect(() => asking.run()).toThrow(/input "noise\d": .* did not exist/);
  });

  it('leaves the gradients of this package in place, whatever tfjs-node registers', async () => {
    installGradients();
    const before = tf.getGradient('Exp');
    await loadEagerBackend('tensorflow');
    expect(before).toBeDefined();
    expect(tf.getGradient('Exp')).toBe(before);
  });

  it('chooses a backend by itself', async () => {
    const engine = await eagerEngine();
    expect(engine.kind).toBe('eager');
    expect(engine.description).toMatch(/^tfjs \d+\.\d+\.\d+, (tensorflow|wasm) \d/);
  });
});

describe('describeEngines', () => {
  it('lists every engine with its version or with why it is missing and how to get it', async () => {
    const engines = await describeEngines();
    expect(engines.map(({ name }) => name)).toEqual(['compiled', 'eager/tensorflow', 'eager/wasm', 'eager/cpu']);
    for (const engine of engines) {
      if (engine.available) expect(engine.version).toMatch(/^\d+\.\d+/);
      else expect(`${engine.reason} ${engine.hint}`).toMatch(/\S+ \S+/);
    }
    expect(engines[0]).toMatchObject({ available: true, version: '1.30.0' });
  });
});
