import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Program } from '../../program.js';
import { describeThreads } from './describeThreads.js';
import { directMemory, directMemoryStatus } from './directMemory.js';
import { HelperThreads, type InputSource } from './helperThreads.js';

const spec = (...shape: number[]) => ({ shape, dtype: 'float32' as const });

/** `sum` = Σ x² · w, `doubled` = 2 x. */
const first: Program = {
  name: 'first',
  inputs: { x: spec(3), w: spec() },
  body: ({ x, w }) => ({ sum: tf.mul(tf.sum(tf.square(x)), w), 'result/doubled': tf.mul(x, 2) }),
};
const second: Program = {
  name: 'second',
  inputs: { 'result/doubled': spec(3), y: spec(3) },
  body: (inputs) => ({ difference: tf.sub(inputs['result/doubled'], inputs.y) }),
};
const offHeap = (length: number) => new Float32Array(new ArrayBuffer(4 * length));
const source = { data: offHeap(1), version: { count: 0 } };
const sourceOf = (name: string): InputSource => {
  if (name.startsWith('result/')) return 'carried';
  return name === 'w' ? source : 'own';
};

describe.each([
  { memory: 'direct', stepsIn: false },
  { memory: 'direct', stepsIn: true },
  { memory: 'copies', stepsIn: true },
] as const)('HelperThreads, %o', (options) => {
  const { memory } = options;
  let threads: HelperThreads | undefined;
  afterEach(() => threads?.dispose());

  it('run a program on their own parts and hand results on to later programs', () => {
    threads = new HelperThreads(2, options);
    expect(threads.count).toBe(2);
    const [one, two] = [threads.load(first, sourceOf), threads.load(second, sourceOf)];
    expect([one, two].map(({ ports }) => Object.keys(ports[0].inputs))).toEqual([['x'], ['y']]);
    for (let run = 1; run <= 3; run++) {
      one.ports.forEach(({ inputs }, thread) => {
        inputs.x.set([run, thread, 2]);
      });
      source.data[0] = 10 * run;
      source.version.count++;
      one.start();
      one.finish();
      for (const { inputs } of two.ports) inputs.y.fill(1);
      two.start();
      two.finish();
      expect(one.ports.map(({ outputs }) => outputs.sum[0])).toEqual([
        10 * run * (run ** 2 + 4),
        10 * run * (run ** 2 + 5),
      ]);
      expect(two.ports.map(({ outputs }) => [...outputs.difference])).toEqual([
        [2 * run - 1, -1, 3],
        [2 * run - 1, 1, 3],
      ]);
    }
  });

  it('write outputs where they are wanted', () => {
    threads = new HelperThreads(2, options);
    const memoryOfBoth = offHeap(6);
    const part = (thread: number) => memoryOfBoth.subarray(3 * thread, 3 * thread + 3);
    const program = threads.load(first, sourceOf, (output, thread) =>
      output === 'result/doubled' ? part(thread) : undefined,
    );
    program.ports.forEach(({ inputs }, thread) => {
      inputs.x.set([1, 2, thread]);
    });
    program.start();
    program.finish();
    expect([...memoryOfBoth]).toEqual([2, 4, 0, 2, 4, 2]);
  });

  it('finish what they do before they end', () => {
    const ending = new HelperThreads(1, options);
    const size = 512;
    const square: Program = {
      name: 'square',
      inputs: { x: spec(size, size) },
      body: ({ x }) => ({ product: tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D) }),
    };
    const product = offHeap(size * size);
    const program = ending.load(
      square,
      () => 'own',
      () => product,
    );
    program.ports[0].inputs.x.fill(1);
    program.start();
    ending.dispose();
    const written = product[0];
    // Copies are made by `finish`; direct memory is complete, and nobody writes to it any more.
    expect(written).toBe(memory === 'direct' && directMemory() ? size : 0);
    expect(product.every((value) => value === written)).toBe(true);
  });

  const tooLarge: Program = {
    name: 'too large',
    inputs: { index: { shape: [1], dtype: 'int32' }, x: spec(3) },
    body: ({ index, x }) => ({ picked: tf.gather(x, index as tf.Tensor1D) }),
  };

  it('are all done when one has failed, and forget the failures of others', () => {
    threads = new HelperThreads(3, options);
    const program = threads.load(tooLarge, sourceOf);
    const run = (...indices: number[]) => {
      program.ports.forEach(({ inputs }, thread) => {
        inputs.index.set([indices[thread]]);
        inputs.x.set([4, 5, 6]);
      });
      program.start();
      program.finish();
    };
    expect(() => run(77, 1, 78)).toThrowError(expect.objectContaining({ code: 'VEM_THREAD_FAILED' }));
    run(2, 1, 0);
    expect(program.ports.map(({ outputs }) => outputs.picked[0])).toEqual([6, 5, 4]);
    expect(() => run(0, 0, 79)).toThrowError(expect.objectContaining({ message: expect.stringContaining('79') }));
  });

  it('tell what goes wrong in a thread', () => {
    threads = new HelperThreads(1, options);
    const program = threads.load(tooLarge, sourceOf);
    program.ports[0].inputs.index.set([1]);
    program.ports[0].inputs.x.set([4, 5, 6]);
    program.start();
    program.finish();
    expect([...program.ports[0].outputs.picked]).toEqual([5]);
    program.ports[0].inputs.index.set([77]);
    program.start();
    expect(() => program.finish()).toThrowError(expect.objectContaining({ code: 'VEM_THREAD_FAILED' }));
    // A thread outlives a failure.
    program.ports[0].inputs.index.set([2]);
    program.start();
    program.finish();
    expect([...program.ports[0].outputs.picked]).toEqual([6]);
  });
});

describe('HelperThreads that step in', () => {
  it('do parts that helpers have not begun, with the same numbers, and know who did how many', () => {
    const results = [true, false].map((stepsIn) => {
      const threads = new HelperThreads(2, { stepsIn });
      const [one, two] = [threads.load(first, sourceOf), threads.load(second, sourceOf)];
      const seen: number[] = [];
      source.data[0] = 1 / 3;
      for (let run = 0; run < 30; run++) {
        one.ports.forEach(({ inputs }, thread) => {
          inputs.x.set([Math.sin(run), Math.cos(thread), 1 / (run + 3)]);
        });
        for (const program of [one, two]) {
          program.start();
          program.finish();
        }
        for (const { outputs } of [...one.ports, ...two.ports])
          seen.push(...Object.values(outputs).flatMap((x) => [...x]));
      }
      const { byHelpers, alone } = threads.done;
      threads.dispose();
      return { seen, byHelpers, alone };
    });
    expect(results[0].seen).toEqual(results[1].seen);
    expect(results[0].byHelpers + results[0].alone).toBe(120);
    expect(results[1]).toMatchObject({ byHelpers: 120, alone: 0 });
  });
});

describe('describeThreads', () => {
  it('tries threads, and says how they share memory', () => {
    expect(describeThreads()).toEqual({ available: true, directMemory: directMemoryStatus() });
  });
});

describe('directMemory', () => {
  it('is there, since koffi is installed with this package', () => {
    expect(directMemoryStatus()).toMatchObject({ available: true, version: expect.stringMatching(/^\d+\./) });
  });
});
