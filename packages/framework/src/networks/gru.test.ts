import type * as tf from '@tensorflow/tfjs-core';
import type { Tensors } from '@vem/compiler';
import { describe, expect, it } from 'vitest';
import { engines, evaluated, type Numbers } from '../maths/testing/engines.js';
import { ParameterStore } from '../parameters/store.js';
import { Streams } from '../random/streams.js';
import { Gru } from './gru.js';

const IDLE = { vectors: 0, attach: () => ({ step() {}, state: () => ({}), restore() {} }) };
const [B, X, M] = [3, 2, 4];

/** Parameters as they start, by name and, for programs, by shape. */
function start() {
  const store = new ParameterStore();
  const cell = new Gru({ name: 'memory', input: X, units: M });
  // Behind what the group has by itself, whichever comes first.
  store.extend('value', (group) => cell.declare(group));
  store.group('value').declare('bias', [1], (target) => target.fill(7));
  store.build(new Streams(3), IDLE);
  const views = store.views('value').map((view) => ({ ...view, name: view.name.slice('value/'.length) }));
  return { cell, views };
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** One row, by the formulas of PyTorch's GRU: torch.nn.GRUCell, gates in the order reset, update, new. */
function step(p: Numbers, x: readonly number[], h: readonly number[]): number[] {
  const product = (kind: string, input: readonly number[], column: number) =>
    p[`memory/${kind}/bias`][column] +
    input.reduce((sum, value, row) => sum + value * p[`memory/${kind}/kernel`][row * 3 * M + column], 0);
  return h.map((before, m) => {
    const reset = sigmoid(product('input', x, m) + product('recurrent', h, m));
    const update = sigmoid(product('input', x, M + m) + product('recurrent', h, M + m));
    const candidate = Math.tanh(product('input', x, 2 * M + m) + reset * product('recurrent', h, 2 * M + m));
    return (1 - update) * candidate + update * before;
  });
}

describe('a gated recurrent unit', () => {
  it('is learned in a group of others, behind their tensors', () => {
    const { views } = start();
    expect(views.map(({ name, shape }) => [name, shape])).toEqual([
      ['bias', [1]],
      ['memory/input/kernel', [X, 3 * M]],
      ['memory/input/bias', [3 * M]],
      ['memory/recurrent/kernel', [M, 3 * M]],
      ['memory/recurrent/bias', [3 * M]],
    ]);
    const bound = 1 / Math.sqrt(M);
    for (const { data, name } of views.slice(1)) {
      expect(data.every((value) => Math.abs(value) <= bound)).toBe(true);
      expect(Math.max(...data.map(Math.abs)), name).toBeGreaterThan(0.5 * bound);
    }
  });

  it.each(Object.entries(engines))('is PyTorch’s, on the %s engine', async (_name, open) => {
    const { cell, views } = start();
    const numbers = (length: number, factor: number) => Array.from({ length }, (_, i) => Math.sin(factor * (i + 1)));
    const [x, h] = [numbers(B * X, 1.3), numbers(B * M, 0.7)];
    const parameters: Numbers = Object.fromEntries(views.map(({ name, data }) => [name, [...data]]));
    const shapes = Object.fromEntries(views.map(({ name, shape }) => [name, shape]));
    const { after } = await evaluated(
      open,
      { ...shapes, x: [B, X], h: [B, M] },
      { ...parameters, x, h },
      (given: Tensors) => ({ after: cell.next(given, cell.read(given, given.x as tf.Tensor), given.h as tf.Tensor) }),
    );
    for (let row = 0; row < B; row++) {
      const expected = step(parameters, x.slice(row * X, (row + 1) * X), h.slice(row * M, (row + 1) * M));
      for (const [m, value] of expected.entries()) expect(after[row * M + m]).toBeCloseTo(value, 5);
    }
  });
});
