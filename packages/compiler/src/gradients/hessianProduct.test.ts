import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Loss, LossProgram, Tensors } from '../program.js';
import { differences, runCompiled, runEager, type Samples } from '../testing/parity.js';
import { hessianProduct } from './hessianProduct.js';

beforeAll(() => tf.setBackend('cpu'));

const samples = {
  w: { shape: [2], dtype: 'float32', values: [1, 2] },
  v: { shape: [], dtype: 'float32', values: [3] },
  unused: { shape: [1], dtype: 'float32', values: [7] },
  q: { shape: [], dtype: 'float32', values: [5] },
  'vector/w': { shape: [2], dtype: 'float32', values: [-1, 0.5] },
  'vector/v': { shape: [], dtype: 'float32', values: [2] },
  'vector/unused': { shape: [1], dtype: 'float32', values: [1] },
} as const satisfies Samples;

const loss = (value: tf.Tensor, group = 'actor'): Loss => ({ group, value, rows: 'mean' });

const programOf = (losses: (tensors: Tensors) => Loss[]): LossProgram => ({
  name: 'test/program',
  inputs: Object.fromEntries(
    Object.entries(samples)
      .filter(([name]) => !name.startsWith('vector/'))
      .map(([name, { shape, dtype }]) => [name, { shape, dtype }]),
  ),
  groups: { actor: ['w', 'v', 'unused'], critic: ['q'] },
  body: (tensors) => ({ outputs: {}, losses: losses(tensors) }),
});

/** Compiled products; the eager ones must agree. */
function products(program: LossProgram) {
  const { body } = hessianProduct(program, 'actor');
  const compiled = runCompiled(samples, body);
  const tolerances = Object.fromEntries(Object.keys(compiled).map((name) => [name, { relative: 1e-5 }]));
  expect(differences(compiled, runEager(samples, body), tolerances)).toEqual([]);
  return Object.fromEntries(Object.entries(compiled).map(([name, { values }]) => [name, values.map((x) => x + 0)]));
}

describe('hessianProduct', () => {
  it('multiplies with the second derivatives, those between tensors too', () => {
    // w₀² w₁ v + e^v: Hessian in (w₀, w₁, v) at (1, 2, 3) is [[12, 6, 4], [6, 0, 1], [4, 1, e³]].
    const cubic = programOf(({ w, v }) => {
      const [first, second] = tf.split(w, 2).map((part) => tf.squeeze(part)) as [tf.Tensor, tf.Tensor];
      return [loss(tf.add(tf.mul(tf.mul(tf.square(first), second), v), tf.exp(v)))];
    });
    const { 'product/w': w, 'product/v': v, 'product/unused': unused } = products(cubic);
    expect(w[0]).toBeCloseTo(-12 + 3 + 8, 4);
    expect(w[1]).toBeCloseTo(-6 + 2, 4);
    expect(v[0]).toBeCloseTo(-4 + 0.5 + 2 * Math.exp(3), 3);
    expect(unused).toEqual([0]);
  });

  it('adds the losses of the group, and takes no others', () => {
    const losses = ({ w, v, q }: Tensors) => [
      loss(tf.sum(tf.square(w))),
      loss(tf.mul(q, tf.square(v))),
      loss(tf.mul(tf.square(q), tf.sum(tf.square(w))), 'critic'),
    ];
    expect(products(programOf(losses))).toEqual({ 'product/w': [-2, 1], 'product/v': [20], 'product/unused': [0] });
  });

  it('is zero of what is linear', () => {
    const linear = programOf(({ w }) => [loss(tf.sum(w))]);
    expect(products(linear)).toEqual({ 'product/w': [0, 0], 'product/v': [0], 'product/unused': [0] });
  });

  it('refuses a group that is not declared', () => {
    const program = programOf(({ w }) => [loss(tf.sum(w))]);
    expect(() => hessianProduct(program, 'prior')).toThrow(expect.objectContaining({ code: 'VEM_LOSS_GROUP_UNKNOWN' }));
  });
});
