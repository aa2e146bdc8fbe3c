import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { VemError } from '../errors.js';
import type { Program } from '../program.js';
import { withOwner } from './owner.js';
import { assertPure } from './purity.js';
import { record } from './record.js';

/** A program that may look at how often it was recorded. */
function compare(
  body: (x: tf.Tensor, recording: number) => tf.Tensor,
  inputs: Program['inputs'] = { x: { shape: [2], dtype: 'float32' } },
) {
  let recordings = 0;
  const program: Program = {
    name: 'test/program',
    inputs,
    body: ({ x }) => {
      recordings++;
      return { y: withOwner('prior', () => withOwner('density', () => body(x, recordings))) };
    },
  };
  assertPure(record(program), record(program));
}

function errorOf(run: () => unknown): VemError {
  try {
    run();
  } catch (error) {
    if (error instanceof VemError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('assertPure', () => {
  it('accepts what depends on its arguments only', () => {
    compare((x) => tf.clipByValue(tf.mul(tf.exp(x), tf.tensor1d([Number.NaN, -0])), 0, 1));
  });

  it('finds a number that changes, and who brought it in', () => {
    const error = errorOf(() => compare((x, recording) => tf.mul(tf.add(tf.exp(x), 1), 0.5 ** recording)));
    expect(error).toMatchObject({
      code: 'VEM_IMPURE_PROGRAM',
      slot: 'density',
      path: 'test/program',
      received: { kernel: 'mul', first: '0.5', second: '0.25' },
    });
    expect(error.message).toContain('program "test/program", prior › density');
    expect(error.hint).toMatch(/noise.*scalars/);
  });

  it('finds frozen noise, and differences of one bit', () => {
    const error = errorOf(() => compare((x, recording) => tf.add(x, tf.tensor1d([1, recording === 1 ? 0 : -0]))));
    expect(error).toMatchObject({ code: 'VEM_IMPURE_PROGRAM', received: { first: '0', second: '0' } });
  });

  it('finds a changing attribute, kernel, number of kernels, and shape', () => {
    const changes: Parameters<typeof compare>[0][] = [
      (x, recording) => tf.leakyRelu(x, recording / 10),
      (x, recording) => (recording === 1 ? tf.exp(x) : tf.tanh(x)),
      (x, recording) => (recording === 1 ? x : tf.tanh(x)),
      (x, recording) => tf.pad(x, [[0, recording]]),
      (x, recording) => tf.concat([x, tf.zeros([recording])]),
    ];
    for (const change of changes)
      expect(errorOf(() => compare(change))).toMatchObject({ code: 'VEM_IMPURE_PROGRAM', slot: 'density' });
  });

  it('reports the first difference, not what follows from it', () => {
    const error = errorOf(() =>
      compare((x, recording) =>
        tf.add(
          withOwner('branch', () => (recording === 1 ? tf.neg(x) : tf.mul(x, 3))),
          7,
        ),
      ),
    );
    expect(error.message).toContain('prior › density › branch');
  });

  it('finds outputs that are exchanged', () => {
    let recordings = 0;
    const program: Program = {
      name: 'test/program',
      inputs: { x: { shape: [], dtype: 'float32' }, y: { shape: [], dtype: 'float32' } },
      body: ({ x, y }) => (recordings++ ? { a: x, b: y } : { a: y, b: x }),
    };
    expect(errorOf(() => assertPure(record(program), record(program))).code).toBe('VEM_IMPURE_PROGRAM');
  });
});
