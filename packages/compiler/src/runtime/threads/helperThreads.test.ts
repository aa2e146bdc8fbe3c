import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Program } from '../../program.js';
import { HelperThreads } from './helperThreads.js';

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
const carries = (name: string) => name.startsWith('result/');

describe('HelperThreads', () => {
  let threads: HelperThreads | undefined;
  afterEach(() => threads?.dispose());

  it('run a program on their own parts and hand results on to later programs', () => {
    threads = new HelperThreads(2);
    const [one, two] = [threads.load(first, carries), threads.load(second, carries)];
    expect(Object.keys(two.ports[0].inputs)).toEqual(['y']);
    for (let run = 1; run <= 3; run++) {
      one.ports.forEach(({ inputs }, thread) => {
        inputs.x.set([run, thread, 2]);
        inputs.w.set([10]);
      });
      one.start();
      one.finish();
      for (const { inputs } of two.ports) inputs.y.fill(1);
      two.start();
      two.finish();
      expect(one.ports.map(({ outputs }) => outputs.sum[0])).toEqual([10 * (run ** 2 + 4), 10 * (run ** 2 + 5)]);
      expect(two.ports.map(({ outputs }) => [...outputs.difference])).toEqual([
        [2 * run - 1, -1, 3],
        [2 * run - 1, 1, 3],
      ]);
    }
  });

  it('tell what goes wrong in a thread', () => {
    threads = new HelperThreads(1);
    const tooLarge: Program = {
      name: 'too large',
      inputs: { index: { shape: [1], dtype: 'int32' }, x: spec(3) },
      body: ({ index, x }) => ({ picked: tf.gather(x, index as tf.Tensor1D) }),
    };
    const program = threads.load(tooLarge, carries);
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
