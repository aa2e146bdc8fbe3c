import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approximateKl, clipFraction, clippedSurrogate, sampledKl, truncatedRatio } from './ratios.js';
import { engines, evaluated, evaluation, refusal } from './testing/engines.js';

const closeTo = (received: readonly number[], expected: readonly number[], digits = 5) => {
  expect(received).toHaveLength(expected.length);
  for (const [i, value] of received.entries()) expect(value, `entry ${i}`).toBeCloseTo(expected[i], digits);
};

const CLIP = 0.2;

for (const [engine, open] of Object.entries(engines)) {
  describe(`the clipped surrogate on the ${engine} engine`, () => {
    it('has no slope in just two of its four quadrants', async () => {
      // Ratio above and below the interval, advantage of either sign: where the clip has the smaller value, it is flat.
      const inputs = { ratio: [1.3, 1.3, 0.7, 0.7, 1.1], advantage: [1, -1, 1, -1, 2] };
      const { gain, slope, byAdvantage } = await evaluated(
        open,
        { ratio: [5], advantage: [5] },
        inputs,
        ({ ratio, advantage }) => {
          const total = (r: tf.Tensor, a: tf.Tensor) =>
            tf.sum(tf.add(clippedSurrogate(r, a, tf.scalar(CLIP)), tf.mul(0, a)));
          const [slope, byAdvantage] = tf.grads(total)([ratio, advantage]);
          return { gain: clippedSurrogate(ratio, advantage, tf.scalar(CLIP)), slope, byAdvantage };
        },
      );
      closeTo(gain, [1.2, -1.3, 0.7, -0.8, 2.2]);
      closeTo(slope, [0, -1, 1, 0, 2]);
      closeTo(byAdvantage, [0, 0, 0, 0, 0]);
    });

    it('is a lower bound of the unclipped one, and the same inside the interval', async () => {
      const evaluate = await evaluation(open, { ratio: [1], advantage: [1] }, ({ ratio, advantage }) => ({
        gain: clippedSurrogate(ratio, advantage, tf.scalar(CLIP)),
      }));
      const numbers = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: -50, max: 50 }));
      fc.assert(
        fc.property(numbers, ([hundredths, tenths]) => {
          const [ratio, advantage] = [hundredths / 100, tenths / 10];
          const [gain] = evaluate({ ratio: [ratio], advantage: [advantage] }).gain;
          expect(gain).toBeLessThan(ratio * advantage + 1e-4);
          if (Math.abs(ratio - 1) < CLIP) expect(gain).toBeCloseTo(ratio * advantage, 4);
        }),
        { seed: 1, numRuns: 200 },
      );
      evaluate.dispose();
    });
  });

  describe(`ratios on the ${engine} engine`, () => {
    it('are truncated without an overflow on the way, whose slope would be no number', async () => {
      const inputs = { logRatio: [0, Math.log(2), Math.log(0.3), 1e4, -1e4] };
      const { ratio, free, slope } = await evaluated(open, { logRatio: [5] }, inputs, ({ logRatio }) => ({
        ratio: truncatedRatio(logRatio, 1.5),
        free: truncatedRatio(logRatio),
        slope: tf.grad((x: tf.Tensor) => tf.sum(truncatedRatio(x, 1.5)))(logRatio),
      }));
      closeTo(ratio, [1, 1.5, 0.3, 1.5, 0]);
      closeTo(free.slice(0, 3), [1, 2, 0.3]);
      expect(free[3] / Math.exp(20)).toBeCloseTo(1, 4);
      closeTo(slope, [1, 0, 0.3, 0, 0]);
    });

    it('say how many are outside of the interval', async () => {
      const { share } = await evaluated(open, {}, {}, () => ({
        share: clipFraction(tf.tensor1d([1, 1.19, 1.21, 0.79, 0.81, 5, 1, 1]), tf.scalar(CLIP)),
      }));
      closeTo(share, [3 / 8]);
    });

    it('estimate the divergence, exactly so where actions come in proportion to their probabilities', async () => {
      const [mu, pi] = [
        [0.5, 0.25, 0.25],
        [0.2, 0.5, 0.3],
      ];
      const rows = [0, 0, 1, 2];
      const { kl, slope } = await evaluated(
        open,
        { logRatio: [4] },
        { logRatio: rows.map((action) => Math.log(pi[action] / mu[action])) },
        ({ logRatio }) => ({
          kl: approximateKl(logRatio),
          slope: tf.grad((x: tf.Tensor) => tf.add(approximateKl(x), tf.mul(0, tf.sum(x))))(logRatio),
        }),
      );
      closeTo(kl, [mu.reduce((sum, p, action) => sum + p * Math.log(p / pi[action]), 0)]);
      closeTo(slope, [0, 0, 0, 0]);
    });

    it('estimate a divergence that bends as the mean of squared scores, where the densities agree', async () => {
      // log ρ of a unit Gaussian whose mean moves from 0 to m: a m − m²/2, of actions a; the score is a.
      const actions = [0.3, -1.2, 2, 0.7];
      const moved = (m: tf.Tensor) => tf.sub(tf.mul(tf.tensor1d(actions), m), tf.mul(0.5, tf.square(m))) as tf.Tensor;
      const bend = (f: (m: tf.Tensor) => tf.Tensor) => tf.grad((m: tf.Tensor) => tf.grad(f)(m));
      const { k3, k1 } = await evaluated(open, { m: [] }, { m: [0] }, ({ m }) => ({
        k3: bend((at) => sampledKl(moved(at)))(m),
        k1: bend((at) => tf.neg(tf.mean(moved(at))))(m),
      }));
      closeTo(k3, [actions.reduce((sum, a) => sum + a * a, 0) / actions.length]);
      // −mean log ρ bends alike whatever the actions were: no empirical Fisher matrix.
      closeTo(k1, [1]);
    });

    it('estimate no negative divergence, and a tiny one without loss of digits', async () => {
      const { kl } = await evaluated(open, {}, {}, () => ({ kl: approximateKl(tf.tensor1d([1e-3, -1e-3])) }));
      expect(kl[0] / 5e-7).toBeCloseTo(1, 1);
      expect(kl[0]).toBeGreaterThanOrEqual(0);
    });
  });
}

describe('shapes of ratios', () => {
  it('are looked at', () => {
    const refused = (what: () => unknown, path: string) =>
      expect(refusal(what)).toMatchObject({ code: 'VEM_SHAPE', path });
    refused(() => clippedSurrogate(tf.zeros([3]), tf.zeros([3, 1]), tf.scalar(0.2)), 'advantage_B');
    refused(() => clippedSurrogate(tf.zeros([3]), tf.zeros([3]), tf.zeros([3])), 'clip');
    refused(() => clipFraction(tf.zeros([3, 1]), tf.scalar(0.2)), 'ratio_B');
    refused(() => approximateKl(tf.zeros([3, 1])), 'logRatio_B');
  });
});
