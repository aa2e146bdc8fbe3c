import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { Program } from '../../program.js';
import { describeThreads } from './describeThreads.js';
import { HelperThreads, type InputKind } from './helperThreads.js';

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
const kindOf = (name: string): InputKind => {
  if (name.startsWith('result/')) return 'carried';
  return name === 'w' ? 'common' : 'own';
};

describe('HelperThreads', () => {
  let threads: HelperThreads | undefined;
  afterEach(() => threads?.dispose());

  it('run a program on their own parts and hand results on to later programs', () => {
    threads = new HelperThreads(2);
    const [one, two] = [threads.load(first, kindOf), threads.load(second, kindOf)];
    expect([one, two].map(({ ports, common }) => [Object.keys(ports[0].inputs), common])).toEqual([
      [['x'], ['w']],
      [['y'], []],
    ]);
    for (let run = 1; run <= 3; run++) {
      one.ports.forEach(({ inputs }, thread) => {
        inputs.x.set([run, thread, 2]);
      });
      threads.share('w', Float32Array.of(10 * run), run < 3 ? run : 2);
      one.start();
      one.finish();
      for (const { inputs } of two.ports) inputs.y.fill(1);
      two.start();
      two.finish();
      // The third time the version is the second one's, so nothing is written.
      const weight = 10 * Math.min(run, 2);
      expect(one.ports.map(({ outputs }) => outputs.sum[0])).toEqual([
        weight * (run ** 2 + 4),
        weight * (run ** 2 + 5),
      ]);
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
    const program = threads.load(tooLarge, kindOf);
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

  it('can be tried out', () => {
    expect(describeThreads()).toEqual({ available: true });
  });
});
