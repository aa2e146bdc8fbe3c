import * as tf from '@tensorflow/tfjs-core';
import { record } from '@vem/compiler';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reverseScan, windowScan } from './reverseScan.js';
import { engines, evaluated, evaluation, refusal } from './testing/engines.js';
import { sums } from './testing/loops.js';

const EXTENTS = [
  { steps: 1, count: 2 },
  { steps: 2, count: 1 },
  { steps: 13, count: 3 },
  { steps: 16, count: 2 },
];

const closeTo = (received: readonly number[], expected: readonly number[]) => {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of received.entries()) expect(value, `entry ${i}`).toBeCloseTo(expected[i], 4);
};

for (const [engine, open] of Object.entries(engines))
  describe(`scans on the ${engine} engine`, () => {
    it.each(EXTENTS)('are the sums that their definition says, over $steps × $count', async (extent) => {
      const { steps, count } = extent;
      const shapes = { delta: [steps, count], factor: [steps, count] };
      const terms = [1, 2, 3, 5, steps, steps + 4];
      const scan = await evaluation(open, shapes, ({ delta, factor }) => ({
        whole: reverseScan(delta, factor),
        ...Object.fromEntries(terms.map((n) => [`${n}`, windowScan(delta, factor, n)])),
      }));
      const numbers = (min: number, max: number) =>
        fc.array(fc.integer({ min, max }), { minLength: steps * count, maxLength: steps * count });
      fc.assert(
        fc.property(numbers(-40, 40), numbers(0, 10), (tenths, coefficients) => {
          const delta = tenths.map((x) => x / 10);
          const factor = coefficients.map((x) => x / 10);
          const received = scan({ delta, factor });
          closeTo(received.whole, sums(delta, factor, extent));
          for (const n of terms) closeTo(received[n], sums(delta, factor, extent, n));
        }),
        { seed: 1, numRuns: 60 },
      );
      scan.dispose();
    });

    it('have the slopes of the sum: what a step adds to all before it', async () => {
      // y_0 = δ_0 + c_0 (δ_1 + c_1 δ_2): ∂y_0/∂δ = (1, c_0, c_0 c_1), ∂y_0/∂c = (δ_1 + c_1 δ_2, c_0 δ_2, 0).
      const first = (y: tf.Tensor) => tf.sum(tf.slice(y, [0, 0], [1, 1]));
      const inputs = { delta: [1, 2, 4], factor: [0.5, 0.25, 0.9] };
      const { byDelta, byFactor } = await evaluated(
        open,
        { delta: [3, 1], factor: [3, 1] },
        inputs,
        ({ delta, factor }) => {
          const [byDelta, byFactor] = tf.grads((d, c) => first(reverseScan(d, c)))([delta, factor]);
          return { byDelta, byFactor };
        },
      );
      closeTo(byDelta, [1, 0.5, 0.125]);
      closeTo(byFactor, [3, 2, 0]);
    });
  });

describe('a scan over a long roll-out', () => {
  it('is a graph of a few nodes per doubling, never one per step', () => {
    const nodes = (steps: number) => {
      const spec = { shape: [steps, 1], dtype: 'float32' as const };
      const graph = record({
        name: 'scan',
        inputs: { delta: spec, factor: spec },
        body: ({ delta, factor }) => ({ y: reverseScan(delta, factor) }),
      });
      return graph.nodes.length;
    };
    expect(nodes(2048) / Math.log2(2048)).toBeLessThan(10);
    expect(nodes(2048)).toBeLessThan(2 * nodes(64));
  });

  it('is refused where shapes differ', () => {
    expect(refusal(() => reverseScan(tf.zeros([3, 2]), tf.zeros([3, 1])))).toMatchObject({
      code: 'VEM_SHAPE',
      path: 'coefficient_TN',
    });
  });
});
