import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clippedDistance, type Distance, explainedVariance, halfSquare, huber } from './regression.js';
import { engines, evaluated, evaluation, refusal } from './testing/engines.js';

const closeTo = (received: readonly number[], expected: readonly number[], digits = 5) => {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of received.entries()) expect(value, `entry ${i}`).toBeCloseTo(expected[i], digits);
};

/** Values and slopes at x, of the sum over rows. */
const examine = (open: (typeof engines)[string], distance: Distance, x: number[], target: number[]) =>
  evaluated(open, { x: [x.length], target: [x.length] }, { x, target }, ({ x, target }) => {
    const total = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.add(distance(a, b), tf.mul(0, b)));
    const [slope, byTarget] = tf.grads(total)([x, target]);
    return { loss: distance(x, target), slope, byTarget };
  });

for (const [engine, open] of Object.entries(engines))
  describe(`distances of values from their targets on the ${engine} engine`, () => {
    const x = [3, -1, 0.5, 2, 7];
    const target = [1, 1, 0, 2, 2];

    it('are half the square, with the error as slope, and none of the target', async () => {
      const { loss, slope, byTarget } = await examine(open, halfSquare, x, target);
      closeTo(loss, [2, 2, 0.125, 0, 12.5]);
      closeTo(slope, [2, -2, 0.5, 0, 5]);
      closeTo(byTarget, [0, 0, 0, 0, 0]);
    });

    it('are linear beyond Huber’s distance: the slope is the clipped error', async () => {
      const { loss, slope, byTarget } = await examine(open, huber(1.5), x, target);
      // ½ δ² + δ (|e| − δ) = δ (|e| − ½ δ).
      closeTo(loss, [1.5 * 1.25, 1.5 * 1.25, 0.125, 0, 1.5 * 4.25]);
      closeTo(slope, [1.5, -1.5, 0.5, 0, 1.5]);
      closeTo(byTarget, [0, 0, 0, 0, 0]);
    });

    it('stop following a value that has moved too far, unless going back would help', async () => {
      // Old value 0, limit 1, target ±4: inside; beyond, towards the target; beyond, away from it.
      const old = [0, 0, 0, 0, 0];
      const clipped: Distance = (a, b) => clippedDistance(halfSquare, a, tf.tensor1d(old), b, 1);
      const { loss, slope } = await examine(open, clipped, [0.5, 2, -2, 2, -2], [4, 4, 4, -4, -4]);
      closeTo(loss, [0.5 * 3.5 ** 2, 0.5 * 9, 0.5 * 36, 0.5 * 36, 0.5 * 9]);
      closeTo(slope, [-3.5, 0, -6, 6, 0]);
    });

    it('are never below the unclipped one, and give old values no gradient', async () => {
      const evaluate = await evaluation(open, { x: [1], old: [1], target: [1] }, ({ x, old, target }) => {
        const total = (a: tf.Tensor, o: tf.Tensor) =>
          tf.sum(tf.add(clippedDistance(huber(2), a, o, target, 0.5), tf.mul(0, o)));
        const [, byOld] = tf.grads(total)([x, old]);
        return { clipped: clippedDistance(huber(2), x, old, target, 0.5), free: huber(2)(x, target), byOld };
      });
      const tenth = fc.integer({ min: -50, max: 50 }).map((n) => n / 10);
      fc.assert(
        fc.property(tenth, tenth, tenth, (value, before, goal) => {
          const { clipped, free, byOld } = evaluate({ x: [value], old: [before], target: [goal] });
          expect(clipped[0]).toBeGreaterThanOrEqual(free[0] - 1e-5);
          if (Math.abs(value - before) < 0.45) expect(clipped[0]).toBeCloseTo(free[0], 4);
          expect(byOld[0] + 0).toBe(0);
        }),
        { seed: 1, numRuns: 200 },
      );
      evaluate.dispose();
    });

    it('lead to the mean of the targets, or with Huber’s to less of what lies far out', async () => {
      const goals = [0, 0, 0, 0, 100];
      const settle = async (distance: Distance) => {
        const evaluate = await evaluation(open, { x: [] }, ({ x }) => ({
          slope: tf.grad((v: tf.Tensor) => tf.mean(distance(tf.mul(tf.ones([5]), v), tf.tensor1d(goals))))(x),
        }));
        let x = 5;
        for (let i = 0; i < 200; i++) x -= 0.2 * evaluate({ x: [x] }).slope[0];
        evaluate.dispose();
        return x;
      };
      expect(await settle(halfSquare)).toBeCloseTo(20, 3);
      // Four rows pull with x each, one with δ: x = δ / 4.
      expect(await settle(huber(1))).toBeCloseTo(0.25, 3);
    });
  });

describe.each(Object.entries(engines))('the explained variance on the %s engine', (_engine, open) => {
  const explained = async (x: readonly number[], target: readonly number[]) =>
    (
      await evaluated(open, { x: [x.length], target: [x.length] }, { x, target }, ({ x, target }) => ({
        share: explainedVariance(x, target),
      }))
    ).share[0];

  it('is 1 of values that are right but for a constant, 0 of a constant, and less of worse ones', async () => {
    expect(await explained([11, 12, 14], [1, 2, 4])).toBeCloseTo(1, 6);
    expect(await explained([7, 7, 7], [1, 2, 4])).toBeCloseTo(0, 6);
    // Var(y) = 1, Var(y − x) = 4 where x = −y.
    expect(await explained([1, -1], [-1, 1])).toBeCloseTo(-3, 6);
  });

  it('is 0 where all targets are equal', async () => {
    expect(await explained([1, 2, 3], [5, 5, 5])).toBe(0);
  });
});

describe('shapes of values and targets', () => {
  it('are looked at: [B] against [B, 1] would be [B, B]', () => {
    const refused = (what: () => unknown, path: string) =>
      expect(refusal(what)).toMatchObject({ code: 'VEM_SHAPE', path });
    refused(() => halfSquare(tf.zeros([4]), tf.zeros([4, 1])), 'target_B');
    refused(() => huber(1)(tf.zeros([4, 1]), tf.zeros([4])), 'x_B');
    refused(() => clippedDistance(halfSquare, tf.zeros([4]), tf.zeros([3]), tf.zeros([4]), 1), 'old_B');
  });
});
