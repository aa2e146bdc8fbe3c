import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { differentiate } from '../gradients/differentiate.js';
import type { Program } from '../program.js';
import { compiledEngine } from '../runtime/compiledEngine.js';
import { graphOf, recordAndKeep } from './kept.js';

/** y = 2x, and how often that was recorded. */
function counted() {
  let recordings = 0;
  const program: Program = {
    name: 'double',
    inputs: { x: { shape: [2], dtype: 'float32' } },
    body: ({ x }) => {
      recordings++;
      return { y: tf.mul(x, 2) };
    },
  };
  return { program, recordings: () => recordings };
}

it('a recording that was kept is what is loaded, however often', () => {
  const { program, recordings } = counted();
  recordAndKeep(program);
  const engine = compiledEngine();
  for (const executable of [engine.load(program), engine.load(program)]) {
    executable.inputs.x.data.set([1, 3]);
    executable.run();
    expect([...executable.outputs.y.data]).toEqual([2, 6]);
  }
  engine.dispose();
  expect(recordings()).toBe(1);
});

it('who rewrites a graph leaves the kept one alone', () => {
  const { program } = counted();
  const kept = recordAndKeep(program);
  const taken = graphOf(program);
  taken.nodes.length = 0;
  taken.outputs.clear();
  expect([kept.nodes.length, kept.outputs.size]).toEqual([1, 1]);
  expect(graphOf(program).nodes).toHaveLength(1);
});

it('another program with the same body is recorded, and so is one of which nothing was kept', () => {
  const { program, recordings } = counted();
  recordAndKeep(program);
  graphOf({ ...program });
  expect(recordings()).toBe(2);
  const fresh = counted();
  graphOf(fresh.program);
  graphOf(fresh.program);
  expect(fresh.recordings()).toBe(2);
});

it('the gradients of one program are one program', () => {
  const program = { ...counted().program, groups: {}, body: () => ({ losses: [], outputs: {} }) };
  expect(differentiate(program)).toBe(differentiate(program));
});
